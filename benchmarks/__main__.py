"""What is measured of Regulars: ``make bench``, or ``python -m benchmarks [SECTION]…``.

Sections: pages, memory, ranking, loading, duplicates (all five when none is named), planner. They need
PostgreSQL: that of DATABASE_URL, the machine's own, or a private one. Rows lie in databases of their own,
``bench_…``, which stay for the next time.
"""

from __future__ import annotations

import argparse
import sys

from benchmarks import loading, memory, pages
from benchmarks.server import collect_static, database, run


def show_pages(options: argparse.Namespace) -> None:
    with database("bench_company") as url:
        run([sys.executable, "-m", "benchmarks.company"], url)
        collect_static(url)
        show(pages.table(pages.measure(url, options.rounds, options.only)))


def show_memory(options: argparse.Namespace) -> None:
    with database("bench_company") as url:
        run([sys.executable, "-m", "benchmarks.company"], url)
        collect_static(url)
        show(memory.table(memory.measure(url)))


def show_loading(options: argparse.Namespace) -> None:
    with database("bench_loading") as url:
        size = ["--accounts", str(loading.ACCOUNTS), "--orders", str(loading.ORDERS)]
        run([sys.executable, "-m", "benchmarks.company", *size], url)
        show(loading.table(loading.measure(url)))


def show_ranking(options: argparse.Namespace) -> None:
    with database("bench_ranking") as url:
        run([sys.executable, "-m", "benchmarks.ranking"], url)


def show_duplicates(options: argparse.Namespace) -> None:
    for name, work in (("bench_scan", "quality"), ("bench_scan", "scan"), ("bench_check", "check")):
        with database(name) as url:
            run([sys.executable, "-m", "benchmarks.duplicates", work], url)


def show_planner(options: argparse.Namespace) -> None:
    # Needs no database, but settings: those of the benchmarks are as good as any.
    with database("bench_ranking") as url:
        run([sys.executable, "-m", "benchmarks.planner", "--quick"], url)


def show(lines: list[str]) -> None:
    print("\n".join(lines), end="\n\n", flush=True)


USUAL = {
    "pages": show_pages,
    "memory": show_memory,
    "ranking": show_ranking,
    "loading": show_loading,
    "duplicates": show_duplicates,
}
SECTIONS = {**USUAL, "planner": show_planner}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sections", nargs="*", metavar="SECTION", choices=[*SECTIONS, []])
    parser.add_argument("--rounds", type=int, default=100, help="of every page")
    parser.add_argument("--only", default="", metavar="TEXT", help="only pages whose name holds this")
    options = parser.parse_args()
    for section in options.sections or USUAL:
        SECTIONS[section](options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
