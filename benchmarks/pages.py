"""Pages of Regulars beside those of a bare Django project: same rows, server, sessions and connections.

Two processes answer in turns, request by request, through their whole WSGI application. A figure is the
median of all rounds, a ratio that of two medians; its range is that of the ratios of blocks of rounds.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from random import Random
from statistics import median
from typing import Any
from zlib import crc32

import psycopg2

from benchmarks.company import PEOPLE
from benchmarks.server import environment
from tools.paths import ROOT

BLOCK = 25  # rounds
DEEP = 4_000  # pages
PAGE_SIZE = 50
CREATED = "BENCH-"
WORDS = {"frequent": "spedition", "rare": "tönsmeyer molkerei", "typo": "spedtion"}
Request = dict[str, Any]


class Project:
    """A process that answers requests for one project."""

    def __init__(self, settings: str, url: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.actor", settings],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(url),
            cwd=ROOT,
            text=True,
        )

    def ask(self, **line: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        reply = self.process.stdout.readline()
        if not reply:
            raise SystemExit("A project under measurement has ended; its reason stands above.")
        answer: dict[str, Any] = json.loads(reply)
        return answer

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(20)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A page measured: what both projects are asked in round n, and what the page is allowed."""

    name: str
    who: str
    ours: Callable[[int], Request]
    bare: Callable[[int], Request]
    bound: float | None
    queries: int | None = None
    status: int = 200
    beside: str = "bare"


@dataclass
class Times:
    """Milliseconds of all rounds, ours and the other's."""

    ours: list[float] = field(default_factory=list)
    other: list[float] = field(default_factory=list)
    queries: int = 0

    @property
    def ratio(self) -> float:
        return median(self.ours) / median(self.other)

    @property
    def span(self) -> tuple[float, float]:
        starts = range(0, len(self.ours), BLOCK)
        ratios = [median(self.ours[at : at + BLOCK]) / median(self.other[at : at + BLOCK]) for at in starts]
        return min(ratios), max(ratios)


def get(path: str) -> Callable[[int], Request]:
    return lambda n: {"method": "GET", "path": path}


def one_of(path: str, keys: list[int]) -> Callable[[int], Request]:
    """Ask for another record every round."""
    return lambda n: {"method": "GET", "path": path.format(keys[n % len(keys)])}


LETTERS = ("bcdfghklmnprstvwz", "aeiou")


def new_customer(prefix: str) -> Callable[[int], Request]:
    """Ask for a new customer every round, like none that is there: likely duplicates are asked about."""
    numbers = count(1)

    def request(n: int) -> Request:
        number = next(numbers)
        word = _word(f"{prefix}{number}")
        data = {
            "name": f"{word} GmbH",
            "number": f"{CREATED}{prefix}{number}",
            "phone": f"+49 251 {crc32(word.encode()):010}",
            "email": f"info@{word}.example".lower(),
            "street": f"{word}weg {number}",
            "city": "Münster",
            "postcode": "48155",
            "country": "Germany",
            "website": f"{word}.example".lower(),
        }
        return {"method": "POST", "path": "/customers/new/", "data": data}

    return request


def _word(seed: str) -> str:
    """Return an invented name of ten letters, another for each *seed*."""
    random = Random(seed)
    return "".join(random.choice(LETTERS[at % 2]) for at in range(10)).capitalize()


def cases_of(who: str, keys: list[int]) -> Iterator[Case]:
    """The pages of one person; *keys* are accounts they see, whose customers have the same keys."""
    bare_list = get("/accounts/")
    yield Case(name="account list", who=who, ours=bare_list, bare=bare_list, bound=2, queries=8)
    for kind, word in WORDS.items():
        yield Case(
            name=f"name search, {kind} word" if kind != "typo" else "name search, a typo",
            who=who,
            ours=get(f"/accounts/?q={word}"),
            bare=bare_list,
            bound=2,
            queries=8,
        )
    for name, path in (("account card", "/accounts/{}/"), ("customer card", "/customers/{}/")):
        page = one_of(path, keys)
        yield Case(name=name, who=who, ours=page, bare=page, bound=4, queries=15)
    yield Case(
        name="create a customer",
        who=who,
        ours=new_customer(f"{who}-O"),
        bare=new_customer(f"{who}-B"),
        bound=3,
        queries=10,
        status=302,
    )


def deep_cases(ours: Project) -> Iterator[Case]:
    """Lists of an admin far down, beside their own first page and beside the bare project's offset."""
    for name, path, view, pages in (
        ("orders", "/orders/", "accounts.views.orders.OrderList", DEEP),
        ("accounts", "/accounts/", "accounts.views.accounts.AccountList", 1_900),
    ):
        cursor = ours.ask(do="cursor", view=view, email=PEOPLE["admin"], skip=(pages - 1) * PAGE_SIZE)
        deep = get(f"{path}?after={cursor['cursor']}")
        label = f"{name}, page {pages:,}"
        yield Case(name=label, who="admin", ours=deep, bare=get(path), bound=1.25, beside="own first page")
        yield Case(name=label, who="admin", ours=deep, bare=get(f"{path}?page={pages}"), bound=None)


def keys_of(url: str) -> dict[str, list[int]]:
    """Return accounts that everybody measured sees: the rep's own."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id FROM customers_customer c JOIN people_user u ON u.id = c.owner_id"
            " JOIN accounts_account a ON a.customer_id = c.id AND a.id = c.id"
            " WHERE u.email = %s ORDER BY c.id LIMIT 400",
            [PEOPLE["rep"]],
        )
        keys = [key for (key,) in cursor.fetchall()]
    return dict.fromkeys(PEOPLE, keys)


def forget_created(url: str) -> None:
    """Take away the customers that measuring has created."""
    found = f"(SELECT id FROM customers_customer WHERE number LIKE '{CREATED}%%')"
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        for table in ("history_event", "customers_contact", "customers_address", "customers_matchkey"):
            cursor.execute(f"DELETE FROM {table} WHERE customer_id IN {found}")
        for table in ("customers_historicalcustomer", "customers_customer"):
            cursor.execute(f"DELETE FROM {table} WHERE id IN {found}")
        connection.commit()


@contextmanager
def projects(url: str) -> Iterator[tuple[Project, Project]]:
    """Yield Regulars and the bare project, everybody logged in to both."""
    with ExitStack() as stack:
        pair = []
        for settings in ("crm.settings", "benchmarks.bare.settings"):
            project = stack.enter_context(closing(Project(settings, url)))
            for email in PEOPLE.values():
                project.ask(do="log in", email=email)
            pair.append(project)
        yield pair[0], pair[1]


def ask(project: Project, case: Case, request: Request, **more: Any) -> dict[str, Any]:
    answer = project.ask(do="request", email=PEOPLE[case.who], **request, **more)
    if answer["status"] != case.status:
        raise SystemExit(f"{case.name} as {case.who}: {request['path']} answered {answer['status']}")
    return answer


def measure(url: str, rounds: int, only: str = "") -> list[tuple[Case, Times]]:
    """Return the times of every page whose name holds *only*."""
    forget_created(url)  # of a run that was broken off
    keys = keys_of(url)
    with projects(url) as (ours, bare):
        cases = [case for who in PEOPLE for case in cases_of(who, keys[who])]
        cases = [case for case in [*cases, *deep_cases(ours)] if only in case.name]
        times = [Times() for _ in cases]
        try:
            for case, found in zip(cases, times, strict=True):
                _warm_up(case, found, ours, bare)
            for n in range(rounds):
                for case, found in zip(cases, times, strict=True):
                    other = ours if case.beside == "own first page" else bare
                    turns = [(ours, case.ours, found.ours), (other, case.bare, found.other)]
                    for project, request, kept in turns if n % 2 else reversed(turns):
                        kept.append(ask(project, case, request(n))["ms"])
        finally:
            forget_created(url)
    return list(zip(cases, times, strict=True))


def _warm_up(case: Case, times: Times, ours: Project, bare: Project) -> None:
    other = ours if case.beside == "own first page" else bare
    for n in range(5):
        ask(ours, case, case.ours(n))
        ask(other, case, case.bare(n))
    times.queries = len(ask(ours, case, case.ours(5), count=True)["queries"])


def table(measured: list[tuple[Case, Times]]) -> list[str]:
    """Return the ratio table in Markdown."""
    lines = [
        "| page | who | bare (ms) | Regulars (ms) | ratio | blocks | at most | queries | of |",
        "|---|---|---:|---:|---:|---|---:|---:|---:|",
    ]
    for case, times in measured:
        low, high = times.span
        bound = "" if case.bound is None else f"{case.bound:g}"
        missed = case.bound is not None and times.ratio > case.bound
        other = f"{median(times.other):.1f}" + (" (own first)" if case.beside != "bare" else "")
        lines.append(
            f"| {case.name} | {case.who} | {other} | {median(times.ours):.1f} "
            f"| {'**' if missed else ''}{times.ratio:.2f}{'**' if missed else ''} | {low:.2f}–{high:.2f} "
            f"| {bound} | {times.queries} | {case.queries or ''} |"
        )
    return lines
