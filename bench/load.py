"""A big installation under load: the floor, the nightly run by several hands, the pages meanwhile. `make bench-load`.

Everything runs in one go on a PostgreSQL of its own, and once on SQLite; each run on a fresh copy of the same database.
Prints a line a figure, and at the end the same as a table for docs/measurements.md.
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench import floor, web
from bench.hands import Night, night
from bench.installation import environment, filled
from bench.postgres import Server, server, version
from bench.tables import Figures, machine

PARTS = ("floor", "night", "growth", "sqlite", "web")


@dataclass(slots=True)
class Bench:
    """What one go of measuring works with."""

    wanted: argparse.Namespace
    postgres: Server
    folder: Path
    figures: Figures = field(default_factory=Figures)
    nights: list[Night] = field(default_factory=list)

    def env(self, database: str) -> dict[str, str]:
        """The environment of processes that work on a database. All have one home: copies believe the keys of the first."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return environment(self.postgres.url(database), home)

    def copy(self, database: str, template: str) -> dict[str, str]:
        """A fresh copy of a filled database."""
        self.postgres.drop(database)
        self.postgres.create(database, template)
        self.postgres.settle(database)
        return self.env(database)


def account_ids(postgres: Server, database: str) -> list[int]:
    """All accounts, the largest first."""
    with postgres.admin(database) as admin:
        found = admin.execute("SELECT account_id FROM claim_state GROUP BY account_id ORDER BY count(*) DESC, account_id")
        return [account_id for (account_id,) in found.fetchall()]


def measure(bench: Bench) -> Iterator[str]:
    """All parts asked for, one after the other; a line for each figure as it is found."""
    wanted, figures = bench.wanted, bench.figures
    start = time.perf_counter()
    bench.postgres.create("filled")
    filled(bench.env("filled"), wanted.accounts, wanted.invoices, wanted.due)
    yield f"{wanted.invoices:,} open invoices of {wanted.accounts:,} accounts filled in {time.perf_counter() - start:.0f} s"
    ids = account_ids(bench.postgres, "filled")
    for hands in wanted.workers:
        if "night" in wanted.parts or (hands == 1 and "floor" in wanted.parts):
            yield from _night(bench, hands)
    by_hands = {each.hands: each for each in bench.nights}
    if "floor" in wanted.parts:
        yield from _floor(bench, ids, by_hands)
    if {1, 2} <= by_hands.keys():
        yield figures.add("speed-up of two workers over one", f"{by_hands[1].seconds / by_hands[2].seconds:.2f}", "≥ 1.6")
    if "growth" in wanted.parts and by_hands:
        yield from _growth(bench, by_hands)
    if "sqlite" in wanted.parts:
        yield from _sqlite(bench)
    if len(bench.nights) > 1:
        alike = {(*sorted(each.letters.items()), *sorted(each.charged.items())) for each in bench.nights}
        same = "the same in all runs" if len(alike) == 1 else f"DIFFERENT: {alike}"
        yield figures.add("letters and fees", same, "the same")
    if "web" in wanted.parts:
        bench.copy("pages", "filled")
        for name, value, asked in web.measured(bench.env("pages"), ids, wanted.users, wanted.seconds):
            yield figures.add(name, value, asked)


def _night(bench: Bench, hands: int) -> Iterator[str]:
    name = f"run{hands}"
    env = bench.copy(name, "filled")
    bench.postgres.forget_statements()
    done = night(env, hands)
    bench.nights.append(done)
    statements = bench.postgres.statements(name)
    with bench.postgres.admin(name) as admin:
        (actions,) = admin.execute("SELECT count(*) FROM letter_claim").fetchone() or (0,)
    words = f"{done.seconds:.1f} s, {done.made:,} letters on {actions:,} invoices ({actions / done.seconds:,.0f}/s)"
    yield bench.figures.add(f"nightly run, full audit, PostgreSQL, {hands} worker(s)", words)
    if statements is not None:
        yield bench.figures.add(f"statements an invoice moved, {hands} worker(s)", f"{statements / actions:.3f}", "≤ 0.2")
    yield from _memory(bench, f"{hands} worker(s)", done)
    if hands != 1:
        bench.postgres.drop(name)


def _memory(bench: Bench, name: str, done: Night) -> Iterator[str]:
    words = f"peak {', '.join(map(str, done.peaks))} MiB; in the later half {', '.join(f'+{r}' for r in done.rises)} MiB"
    yield bench.figures.add(f"memory of each worker, {name}", words, "< 300 MiB, flat")


def _floor(bench: Bench, ids: list[int], nights: Mapping[int, Night]) -> Iterator[str]:
    rows = bench.folder / "rows"
    rows.mkdir()
    count = floor.kept(bench.postgres, "filled", "run1", rows, ids)
    bench.postgres.drop("run1")
    for processes in (1, 2):
        bench.copy("floor", "filled")
        floor.bare(bench.postgres, "floor")
        took = floor.floor(bench.env("floor"), rows, ids, processes)
        bench.postgres.drop("floor")
        yield bench.figures.add(f"the floor, {count:,} rows, {processes} process(es)", f"{took:.1f} s")
        if processes in nights:
            asked = "≤ 5, aim 2" if processes == 2 else ""
            ratio = f"{nights[processes].seconds / took:.2f}"
            yield bench.figures.add(f"nightly run to the floor, {processes}", ratio, asked)
    shutil.rmtree(rows)


def _growth(bench: Bench, nights: Mapping[int, Night]) -> Iterator[str]:
    """A tenth of the accounts, each as large as the average, by the most hands but at most two."""
    wanted, hands = bench.wanted, max(hands for hands in nights if hands <= 2)
    bench.postgres.create("tenth")
    filled(bench.env("tenth"), max(1, wanted.accounts // 10), wanted.invoices // 10, wanted.due // 10)
    done = night(bench.copy("run_tenth", "tenth"), hands)
    yield bench.figures.add(f"a tenth of it, {hands} worker(s)", f"{done.seconds:.1f} s, {done.made:,} letters")
    yield bench.figures.add("time(10 N) / time(N)", f"{nights[hands].seconds / done.seconds:.1f}", "≤ 10.5")


def _sqlite(bench: Bench) -> Iterator[str]:
    wanted, home = bench.wanted, bench.folder / "sqlite"
    home.mkdir()
    env = environment("", home)
    filled(env, wanted.accounts, wanted.invoices, wanted.due)
    done = night(env, 1)
    bench.nights.append(done)
    yield bench.figures.add("nightly run, full audit, SQLite, 1 worker", f"{done.seconds:.1f} s, {done.made:,} letters")
    yield from _memory(bench, "SQLite", done)


def main() -> None:
    """Reads what is wanted, measures, prints."""
    asked = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    asked.add_argument("--accounts", type=int, default=1_000)
    asked.add_argument("--invoices", type=int, default=1_000_000)
    asked.add_argument("--due", type=int, help="how many of them are due for a step; three tenths")
    asked.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    asked.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    asked.add_argument("--users", type=int, default=50)
    asked.add_argument(
        "--seconds", type=int, default=60, help="so long the pages are used at least, with and without the run"
    )
    wanted = asked.parse_args()
    wanted.due = wanted.due or wanted.invoices * 3 // 10
    folder = Path(tempfile.mkdtemp(prefix="krav-load-"))
    try:
        with server() as postgres:
            bench = Bench(wanted, postgres, folder)
            print(f"{machine()}, {version(postgres)}", flush=True)
            for line in measure(bench):
                print(line, flush=True)
            print(bench.figures.markdown(f"{machine()}, {version(postgres)}, fsync on"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
