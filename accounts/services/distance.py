"""How far an account is from the office that serves it (domain.md, D3.1).

The office is that of the customer's team, or of the nearest team above that has one. The distance is the
great circle, not the road: it sorts accounts into near, middle and far. It is measured when an account is
opened, after its owner changed team, and every night for all whose coordinates, office or bands changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING

from accounts.models import Account
from accounts.policy import distance_policy
from accounts.services.locks import lock_ranking
from crm.people.models import Team

if TYPE_CHECKING:
    from accounts.policy import DistancePolicy

    Point = tuple[float, float]

_EARTH_KM = 6371.0088
_BATCH = 2_000


def great_circle(start: Point, end: Point) -> float:
    """Return the kilometres between two points (latitude, longitude in degrees) as the crow flies."""
    lat1, lon1, lat2, lon2 = map(radians, (*start, *end))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))


def offices() -> dict[int, Point]:
    """Return the office that serves each team, by team; teams without one above them are left out."""
    teams = list(Team.objects.order_by("path"))
    own = {team.pk: point for team in teams if (point := _office(team)) is not None}
    found: dict[int, Point] = {}
    for team in teams:
        above = [int(part) for part in team.path.split("/") if part]
        nearest = next((own[pk] for pk in reversed(above) if pk in own), None)
        if nearest is not None:
            found[team.pk] = nearest
    return found


def _office(team: Team) -> Point | None:
    if team.office_latitude is None or team.office_longitude is None:
        return None
    return team.office_latitude, team.office_longitude


def measure(account: Account) -> bool:
    """Set distance and band of *account*, without saving; return whether they changed."""
    return _set(account, offices(), distance_policy())


def measure_all() -> int:
    """Measure every account anew and store those that changed; return how many. Needs a transaction."""
    lock_ranking()
    serving, policy = offices(), distance_policy()
    return sum(
        _save([account for account in batch if _set(account, serving, policy)]) for batch in _batches()
    )


def _batches() -> Iterator[list[Account]]:
    rows = Account.objects.select_related("customer").order_by("pk")
    rows = rows.only(
        "distance_km", "distance_band", "customer__latitude", "customer__longitude", "customer__team_id"
    )
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:_BATCH]):
        yield batch
        last = batch[-1].pk


def _set(account: Account, serving: Mapping[int, Point], policy: DistancePolicy) -> bool:
    customer = account.customer
    office = serving.get(customer.team_id) if customer.team_id else None
    place = customer.point
    km = round(great_circle(office, place), 2) if office and place else None
    band = policy.band(km)
    if (account.distance_km, account.distance_band) == (km, band):
        return False
    account.distance_km, account.distance_band = km, band
    return True


def _save(accounts: list[Account]) -> int:
    # Both are worked out and kept out of the account's history, so a plain update loses nothing.
    return Account.objects.bulk_update(accounts, ["distance_km", "distance_band"], batch_size=500)
