"""How well and how quickly duplicates are found.

::

    DATABASE_URL=postgres://… python -m benchmarks.duplicates quality|scan|check [--cards 1000000]

``quality``: precision and recall on cards of which is known who is who: the people of FEBRL, the firms of a
city with bad copies of them, invented families. ``scan`` and ``check``: how long a scan of all takes, and the
check while one card is added, among invented cards on PostgreSQL. A database that holds them is used again.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from random import Random
from typing import Any

from benchmarks.lookalikes import SEED, Sample, World, businesses, febrl, households, spoil
from crm.customers.matching import CardFacts, Fingerprint, compare, match_keys

CARDS, SCANNED, ASKED = 1_000_000, 100_000, 500
PRECISION, RECALL, CHECK_MS = 0.97, 0.95, 100
SEEDS = range(SEED, SEED + 10)
ONE_IN = 50  # every so manieth generated card has a copy


@dataclass(frozen=True)
class Quality:
    """How many of the pairs found are right, and how many of the right ones are found."""

    name: str
    pairs: int
    precision: float
    recall: float

    def __str__(self) -> str:
        shown = [_bold(self.precision, PRECISION), _bold(self.recall, RECALL)]
        return f"| {self.name} | {self.pairs:,} | {shown[0]} | {shown[1]} |"


def _bold(value: float, least: float) -> str:
    return f"{value:.3f}" if value >= least else f"**{value:.3f}**"


def quality(name: str, samples: Iterable[Sample], *, at_least: int, most_per_key: int) -> Quality:
    """Measure several samples together: one of a few hundred pairs is right or wrong by luck."""
    counts = [_counted(sample, at_least, most_per_key) for sample in samples]
    true, found, right = (sum(column) for column in zip(*counts, strict=True))
    return Quality(name, true, right / found, right / true)


def _counted(sample: Sample, at_least: int, most_per_key: int) -> tuple[int, int, int]:
    """Compare cards that share a key, as a scan does; count the pairs there are, found, found rightly."""
    cards = {name: Fingerprint.of(card) for name, card in sample.cards.items()}
    blocks: dict[int, list[str]] = defaultdict(list)
    for card, known in cards.items():
        for key in match_keys(known):
            blocks[key].append(card)
    pairs = {
        (min(pair), max(pair))
        for block in blocks.values()
        if len(block) <= most_per_key
        for pair in combinations(block, 2)
    }
    found = {pair for pair in pairs if compare(cards[pair[0]], cards[pair[1]]).score >= at_least}
    return len(sample.truth), len(found), len(found & sample.truth)


def qualities() -> list[Quality]:
    """Measure with the settings' defaults."""
    from crm.customers.defaults import DEFAULTS
    from crm.customers.duplicates.blocks import MOST_PER_KEY

    given = {"at_least": DEFAULTS["CUSTOMERS_DUPLICATE_SCORE"][0], "most_per_key": MOST_PER_KEY}
    return [
        quality("people, FEBRL", [febrl()], **given),
        quality("firms of Los Angeles and bad copies", map(businesses, SEEDS), **given),
        quality("invented people, families, namesakes", (households(500, seed) for seed in SEEDS), **given),
    ]


def fill(count: int) -> None:
    """Put *count* invented cards, half firms and half people, and their keys into an empty database."""
    from django.db import connection

    from crm.customers.models import Customer

    if Customer.objects.count() >= count:
        return
    if Customer.objects.exists():
        raise SystemExit("The database holds something else. Drop it and start again.")
    started = time.monotonic()
    with connection.cursor() as cursor:
        # Indexes are made once all rows are there; what is written here refers to nothing missing.
        cursor.execute("SET session_replication_role = replica")
        key, index = _take_indexes(cursor)
        for first in range(1, count + 1, 50_000):
            _copy(range(first, min(first + 50_000, count + 1)))
        cursor.execute(f"ALTER TABLE customers_matchkey ADD CONSTRAINT {key} PRIMARY KEY (key, customer_id)")
        cursor.execute(index)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("SELECT setval(pg_get_serial_sequence('customers_customer', 'id'), %s)", [count])
        cursor.execute("VACUUM ANALYZE customers_customer, customers_matchkey")
    print(f"{count:,} cards put in in {time.monotonic() - started:.0f} s", file=sys.stderr)


def _take_indexes(cursor: Any) -> tuple[str, str]:
    """Drop the indexes of the keys; return the name of the primary key and how to make the other again."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes "
        "WHERE tablename = 'customers_matchkey' ORDER BY indexdef LIKE '%UNIQUE%' DESC"
    )
    (key, _), (other, definition) = cursor.fetchall()
    cursor.execute(f"ALTER TABLE customers_matchkey DROP CONSTRAINT {key}")
    cursor.execute(f"DROP INDEX {other}")
    return key, definition


def _copy(numbers: range) -> None:
    from accounts import bulk
    from crm.customers.models import Customer, MatchKey

    facts = dict(zip(numbers, generated(len(numbers), seed=SEED + numbers[0]), strict=True))
    names = [column.attname for column in Customer._meta.concrete_fields]
    bulk.insert(Customer, names, _rows(facts, names))
    keys = ((key, number) for number, card in facts.items() for key in match_keys(card))
    bulk.insert(MatchKey, ["key", "customer_id"], keys, plain=True)


def _rows(facts: dict[int, CardFacts], names: list[str]) -> Iterator[list[Any]]:
    from django.utils import timezone

    from crm.customers.models import Customer
    from crm.customers.services.preparing import prepare

    now = timezone.now()
    for number, card in facts.items():
        customer = prepare(
            Customer(pk=number, number=f"D{number}", created_at=now, updated_at=now, **_columns(card))
        )
        yield [getattr(customer, name) for name in names]


def _columns(card: CardFacts) -> dict[str, Any]:
    place = card.places[0]
    return {
        "kind": card.kind,
        "name": card.name,
        "phone": "".join(card.phones),
        "email": "".join(card.emails),
        "street": place.street,
        "city": place.city,
        "postcode": place.postcode,
        "birth_date": card.birth_date,
    }


def generated(count: int, *, seed: int) -> Iterator[CardFacts]:
    """Yield invented cards in one world; every `ONE_IN`-th is a bad copy of the one before."""
    world = World(Random(SEED))
    world.random = Random(seed)
    card = world.organisation()
    for number in range(count):
        if number % ONE_IN == 0:
            card = spoil(card, world.random)
        else:
            card = world.organisation() if number % 2 else world.individual()
        yield card


def scanning() -> str:
    """Scan the database; return how long it took and how much memory."""
    import resource

    from crm.customers.duplicates.scan import scan
    from crm.customers.models import Customer

    count = Customer.objects.count()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.perf_counter()
    pairs = sum(1 for _ in scan(viewer=None))
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"| {count:,} cards scanned, {pairs:,} pairs | {seconds:.0f} s, {before:.0f} → {after:.0f} MiB |"


def checking() -> str:
    """Ask for cards like one being added: half of them are known, half new; return what it took."""
    from crm.customers.duplicates.similar import find_similar
    from crm.customers.models import Customer

    count = Customer.objects.count()
    random = Random(SEED)
    asked = [*generated(ASKED, seed=7), *_stored(random.sample(range(1, count), ASKED), random)]
    times, hits = [], 0
    for card in asked:
        started = time.perf_counter()
        found = find_similar(card, viewer=None)
        times.append((time.perf_counter() - started) * 1000)
        hits += bool(found)
    middle, slow = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    shown = f"**{slow:.0f}**" if slow > CHECK_MS else f"{slow:.0f}"
    return f"| check among {count:,} cards, {hits} of {len(asked)} found | {middle:.0f} ms, 95% {shown} ms |"


def _stored(numbers: Iterable[int], random: Random) -> list[CardFacts]:
    from crm.customers.duplicates.facts import load_facts
    from crm.customers.models import Customer

    stored = load_facts(Customer.objects.filter(pk__in=list(numbers)), tax=False)
    return [spoil(card, random) for card in stored.values()]


def table() -> list[str]:
    """Return the table of what is found."""
    lines = [f"| at least {PRECISION}, {RECALL} | pairs | precision | recall |", "|---|---:|---:|---:|"]
    return [*lines, *map(str, qualities())]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("work", choices=["quality", "scan", "check"])
    parser.add_argument("--cards", type=int, default=0)
    options = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    import django

    django.setup()
    if options.work == "quality":
        print("\n".join(table()))
        return 0
    fill(options.cards or (CARDS if options.work == "check" else SCANNED))
    print(scanning() if options.work == "scan" else checking())
    return 0


if __name__ == "__main__":
    sys.exit(main())
