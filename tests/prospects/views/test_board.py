"""The board: columns, sums, ageing, and what moving a card does."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from prospects.board import Board, board_of, list_url
from prospects.choices import Stage
from prospects.forms.fields import places
from prospects.models import Prospect, Step
from tests.cast import Cast
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import ProspectFactory, StepFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture(autouse=True)
def steps(db: None) -> tuple[Step, Step]:
    """The only steps: one in green of 10%, one in yellow of 50%."""
    Step.objects.all().delete()
    named = StepFactory(name="Named", probability=10, position=10)
    return named, StepFactory(stage=Stage.LIKELY, name="Offered", probability=50, position=20)


def board(cast: Cast, **more: Any) -> Board:
    rows = Prospect.objects.visible_to(cast.owner)
    return board_of(rows, **{"today": timezone.localdate(), "ageing_days": 30, **more})


def one(cast: Cast, **values: Any) -> Prospect:
    return ProspectFactory(customer__owner=cast.owner, **values)


def test_columns_counts_and_weighted_sums(cast: Cast, steps: tuple[Step, Step]) -> None:
    named, offered = steps
    one(cast, expected_value=Decimal(700))
    one(cast, step=named, expected_value=Decimal(1000))
    one(cast, step=named)
    one(cast, stage=Stage.LIKELY, step=offered, expected_value=Decimal(400))
    one(cast, won=True, expected_value=Decimal(90))
    one(cast, given_up=True, expected_value=Decimal(5000))
    ProspectFactory(customer__owner=cast.mate)
    shown = board(cast)
    assert [(column.label, column.count, column.value, column.weighted) for column in shown.columns] == [
        ("New", 1, Decimal(700), None),
        ("Named", 2, Decimal(1000), Decimal(100)),
        ("Offered", 1, Decimal(400), Decimal(200)),
        ("Won this month", 1, Decimal(90), Decimal(90)),
    ]
    assert (shown.count, shown.value, shown.weighted) == (4, Decimal(2100), Decimal(300))


def test_a_step_out_of_use_stands_while_it_holds_somebody(cast: Cast, steps: tuple[Step, Step]) -> None:
    retired = StepFactory(name="Retired", active=False, position=15)
    assert "Retired" not in [column.label for column in board(cast).columns]
    one(cast, step=retired)
    assert [column.label for column in board(cast).columns][:3] == ["New", "Named", "Retired"]
    one(cast, stage=Stage.LIKELY)
    assert [column.label for column in board(cast).columns][3] == "Likely soon"


def test_won_before_this_month_is_over(cast: Cast) -> None:
    first = timezone.localdate().replace(day=1)
    won = one(cast, won=True)
    Prospect.objects.filter(pk=won.pk).update(won_on=first - timedelta(days=1))
    assert board(cast).columns[-1].count == 0
    Prospect.objects.filter(pk=won.pk).update(won_on=first)
    assert board(cast).columns[-1].count == 1


def test_the_won_ones_lead_to_exactly_those(client: Client, cast: Cast) -> None:
    first = timezone.localdate().replace(day=1)
    customer = CustomerFactory(owner=cast.owner, archived_at=timezone.now())
    one(cast, won=True, won_on=first, customer__name="Alba Oil")
    ProspectFactory(customer=customer, won=True, won_on=first)
    one(cast, won=True, won_on=first - timedelta(days=1), customer__name="Bora Oil")
    column = board(cast).columns[-1]
    client.force_login(cast.owner)
    page = client.get(list_url(column, {})).content.decode()
    shown = [name in page for name in ("Alba Oil", customer.name, "Bora Oil")]
    assert (column.count, shown) == (2, [True, True, False])


def test_who_comes_while_the_board_is_read_is_shown_the_next_time(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    one(cast, stage=Stage.LIKELY)
    monkeypatch.setattr("prospects.board._sums", lambda rows: {})
    assert [column.cards for column in board(cast).columns] == [[], [], [], []]


def test_cards_are_bounded_best_first_and_age(cast: Cast) -> None:
    today = timezone.localdate()
    for score, days in ((10, 0), (90, 31), (50, 30)):
        one(cast, score=score, stage_since=today - timedelta(days=days))
    [column, *_rest] = board(cast, most=2).columns
    assert [(card.prospect.score, card.days, card.old) for card in column.cards] == [
        (90, 31, True),
        (50, 30, False),
    ]
    assert (column.count, column.more) == (3, 1)


def test_reps_see_theirs_and_leaders_choose(client: Client, cast: Cast) -> None:
    one(cast, customer__name="Olga's")
    ProspectFactory(customer__owner=cast.mate, customer__name="Milo's")
    client.force_login(cast.owner)
    page = client.get(reverse("prospects:board")).content.decode()
    assert ("Olga&#x27;s" in page, "Milo&#x27;s" in page, 'name="owner"' in page) == (True, False, False)
    client.force_login(cast.manager)
    page = client.get(reverse("prospects:board")).content.decode()
    assert "Olga&#x27;s" in page
    assert "Milo&#x27;s" in page
    page = client.get(reverse("prospects:board"), {"owner": cast.mate.pk}).content.decode()
    assert "Olga&#x27;s</a>" not in page
    assert "Milo&#x27;s</a>" in page
    page = client.get(reverse("prospects:board"), {"team": cast.harbour.pk}).content.decode()
    assert "Olga&#x27;s</a>" in page
    page = client.get(reverse("prospects:board"), {"owner": cast.stranger.pk}).content.decode()
    assert "This filter cannot be used." in page
    assert "Olga&#x27;s</a>" not in page


def test_a_team_is_chosen_by_who_sees_several(client: Client, cast: Cast) -> None:
    offered = {}
    for person in (cast.manager, cast.regional, cast.admin):
        client.force_login(person)
        page = client.get(reverse("prospects:board")).content.decode()
        offered[person] = ('name="owner"' in page, 'name="team"' in page)
    assert offered == {cast.manager: (True, False), cast.regional: (True, True), cast.admin: (True, True)}


def send(client: Client, prospect: Prospect, **data: Any) -> Any:
    """Move as the board's script does."""
    data = {"next": reverse("prospects:board"), **data}
    return client.post(
        reverse("prospects:stage", args=[prospect.pk]), data, headers={"HX-Request": "true"}, follow=True
    )


def test_a_move_answers_with_the_board_and_says_so(
    client: Client, cast: Cast, steps: tuple[Step, Step]
) -> None:
    client.force_login(cast.owner)
    prospect = one(cast, customer__name="Alba")
    answer = send(client, prospect, to=f"likely-{steps[1].pk}", was="potential")
    assert answer.headers["HX-Trigger"] == json.dumps(
        {"toast": {"level": "success", "text": "Alba stands at “Offered”."}}
    )
    assert answer.content.decode().startswith('<section class="board"')
    prospect.refresh_from_db()
    assert (prospect.stage, prospect.step) == (Stage.LIKELY, steps[1])


def test_a_board_grown_old_moves_nobody(client: Client, cast: Cast, steps: tuple[Step, Step]) -> None:
    client.force_login(cast.owner)
    prospect = one(cast, customer__name="Alba", step=steps[0])
    answer = send(client, prospect, to=f"likely-{steps[1].pk}", was="potential")
    assert answer.status_code == 204
    toast = json.loads(answer.headers["HX-Trigger"])["toast"]
    assert toast == {"level": "error", "text": "Somebody has moved Alba meanwhile: it stands at “Named” now."}
    prospect.refresh_from_db()
    assert prospect.stage == Stage.POTENTIAL


@pytest.mark.parametrize("to", ["won", "", "likely-999999", "potential-x", "nowhere", f"likely-{'9' * 30}"])
def test_there_are_no_other_places(client: Client, cast: Cast, to: str) -> None:
    client.force_login(cast.owner)
    prospect = one(cast)
    assert send(client, prospect, to=to).status_code == 204
    prospect.refresh_from_db()
    assert (prospect.stage, prospect.step) == (Stage.POTENTIAL, None)


def test_without_script_a_page_does_the_same(client: Client, cast: Cast, steps: tuple[Step, Step]) -> None:
    client.force_login(cast.owner)
    prospect = one(cast)
    address = reverse("prospects:stage", args=[prospect.pk])
    page = client.get(address).content.decode()
    assert "Offered (50%)" in page
    board_url = reverse("prospects:board")
    answer = client.post(address, {"to": f"potential-{steps[0].pk}", "was": "potential", "next": board_url})
    assert answer["Location"] == board_url
    prospect.refresh_from_db()
    assert prospect.step == steps[0]


def test_the_menu_says_who_is_moved(client: Client, cast: Cast) -> None:
    client.force_login(cast.owner)
    page = client.get(reverse("prospects:board")).content.decode()
    assert page.count(">Move <span data-board-menu-name></span> to…</p>") == 1


def test_who_has_no_step_is_told_apart_by_the_stage(steps: tuple[Step, Step]) -> None:
    named, offered = steps
    assert places() == [
        ("Potential", [("potential", "Potential, no step yet"), (f"potential-{named.pk}", "Named (10%)")]),
        ("Likely soon", [("likely", "Likely soon, no step yet"), (f"likely-{offered.pk}", "Offered (50%)")]),
    ]


def test_a_stage_without_steps_is_called_as_it_is(steps: tuple[Step, Step]) -> None:
    Step.objects.filter(stage=Stage.LIKELY).delete()
    assert places()[1] == ("Likely soon", [("likely", "Likely soon")])


def test_more_than_fits_is_in_the_list(client: Client, cast: Cast, steps: tuple[Step, Step]) -> None:
    client.force_login(cast.manager)
    one(cast, customer__name="No step")
    one(cast, customer__name="A step", step=steps[0])
    one(cast, customer__name="A win", won=True)
    found = []
    for column in board(cast).columns:
        page = client.get(list_url(column, {"owner": cast.owner.pk})).content.decode()
        found.append([name for name in ("No step", "A step", "A win") if f"{name}</a>" in page])
    assert found == [["No step"], ["A step"], [], ["A win"]]


def test_board_and_list_pass_the_rep_on_to_each_other(client: Client, cast: Cast) -> None:
    client.force_login(cast.manager)
    rep = cast.owner.pk
    page = client.get(reverse("prospects:board"), {"owner": rep, "column": "won"}).content.decode()
    assert f'href="{reverse("prospects:list")}?owner={rep}"' in page
    page = client.get(reverse("prospects:list"), {"owner": rep, "city": "Bern"}).content.decode()
    assert f'href="{reverse("prospects:board")}?owner={rep}"' in page
    assert f'href="{reverse("prospects:map")}?owner={rep}&amp;city=Bern"' in page
