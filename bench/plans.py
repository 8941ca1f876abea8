"""The plans of the hottest statements, as the database made them: kept in docs/plans. `make plans`.

A PostgreSQL of its own writes the plan of each statement into its log (auto_explain) while people use the pages and a night
runs, on an installation of some size; of the statements that took most time in all, the slowest one's plan is kept.
"""

import argparse
import csv
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bench import web
from bench.hands import night
from bench.installation import HERE, environment, filled
from bench.load import account_ids
from bench.postgres import server, version
from bench.tables import machine

HOTTEST = 10
FOLDER = HERE / "docs" / "plans"
SEEN = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_buffers": "on",
    "logging_collector": "on",
    "log_destination": "csvlog",
    "log_directory": "log",
    "log_filename": "plans.log",
    "log_rotation_size": "0",
}
_PLAN = re.compile(r"duration: (?P<ms>[\d.]+) ms  plan:\nQuery Text: (?P<query>.*?)\n(?P<plan>[^\n]*\(cost=.*)", re.DOTALL)
_TABLE = re.compile(r'(?:FROM|INTO|UPDATE) "?(\w+)')
_QUERY_ID = -1
"""The last column of PostgreSQL's log is the statement's id, alike for all that differ in their values alone."""


def hottest(log: Path) -> Iterator[tuple[str, int, float, float, str, str]]:
    """A name, how often, milliseconds in all and of the slowest, the statement and its plan; those with most time first."""
    found: dict[str, list[tuple[float, str, str]]] = defaultdict(list)
    csv.field_size_limit(10_000_000)
    with log.open(newline="") as file:
        for line in csv.reader(file):
            told = next((match for column in line if (match := _PLAN.search(column))), None)
            if told and "FOR KEY SHARE OF x" not in told["query"]:
                found[line[_QUERY_ID]].append((float(told["ms"]), told["query"], told["plan"]))
    by_time = sorted(found.values(), key=lambda each: -sum(ms for ms, _, _ in each))
    for place, each in enumerate(by_time[:HOTTEST], 1):
        ms, query, plan = max(each)
        table = _TABLE.search(query)
        name = f"{place:02}-{query.split()[0].lower()}-{table[1] if table else 'statement'}"
        yield name, len(each), sum(ms for ms, _, _ in each), ms, query, plan


def main() -> None:
    """Fills, runs, writes the files anew."""
    asked = argparse.ArgumentParser(prog="python -m bench.plans", description=__doc__)
    asked.add_argument("--accounts", type=int, default=100)
    asked.add_argument("--invoices", type=int, default=100_000)
    asked.add_argument("--seconds", type=int, default=30)
    asked.add_argument("--into", type=Path, default=FOLDER)
    wanted = asked.parse_args()
    home = Path(tempfile.mkdtemp(prefix="krav-plans-"))
    try:
        with server() as postgres:
            postgres.create("filled")
            filled(environment(postgres.url("filled"), home), wanted.accounts, wanted.invoices, wanted.invoices * 3 // 10)
            postgres.create("seen", "filled")
            postgres.settle("seen")
            log = postgres.folder / "data" / "log" / "plans.csv"
            postgres.again(**SEEN)
            env, ids = environment(postgres.url("seen"), home), account_ids(postgres, "seen")
            people = web.used_by(env, ids, 20)
            with web.pages(env, web.WORKERS) as port:
                web.used(env, "go", port, people, wanted.seconds, 1.0)
            night(env, 1)
            where = f"{machine()}, {version(postgres)}, {wanted.invoices:,} open invoices of {wanted.accounts:,} accounts"
            keep(log, wanted.into, where)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def keep(log: Path, folder: Path, where: str) -> None:
    """A file a statement; those of before are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.txt"):
        old.unlink()
    for name, times, total, slowest, query, plan in hottest(log):
        head = f"{where}\n{times:,} times, {total:,.0f} ms in all; this is the slowest, {slowest:.1f} ms\n"
        (folder / f"{name}.txt").write_text(f"{head}\n{_short(query)}\n\n{plan.rstrip()}\n")
        print(f"{name}: {times:,} times, {total:,.0f} ms in all, the slowest {slowest:.1f} ms")


def _short(query: str) -> str:
    """The statement, with long lists of values cut."""
    return re.sub(r"((?:'?[\w-]+'?, ?){8})(?:'?[\w-]+'?, ?){8,}", r"\1…, ", query.strip())


if __name__ == "__main__":
    main()
