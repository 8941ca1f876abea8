"""Fuzzes every reader, or those named, for so many seconds each: `python -m fuzz [format …] [seconds]`."""

import subprocess
import sys

from fuzz.gather import KEPT, LONGEST
from fuzz.heard import HEARERS, starts
from fuzz.take import READERS

ALL = (*READERS, *HEARERS)

LIMITS = ("-timeout=10", "-rss_limit_mb=2048", f"-max_len={LONGEST}", "-len_control=0", "-print_final_stats=1")


def gather() -> None:
    """Runs the tests of the formats for the files in them."""
    subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "fuzz.gather", "--hypothesis-seed=0", "tests/formats"],
        cwd=KEPT.parents[1],
        capture_output=True,
        check=False,
    )


def fuzz(reader: str, seconds: int) -> bool:
    """Whether the reader came through; its faults are kept below var/fuzz."""
    kept = KEPT / reader
    corpus = kept / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, body in enumerate(starts() if reader in HEARERS else ()):
        (corpus / f"start-{number}").write_bytes(body)
    start = len(list(corpus.iterdir()))
    options = (*LIMITS, f"-max_total_time={seconds}", f"-artifact_prefix={kept}/", str(corpus))
    command = [sys.executable, "-m", "fuzz.reader", reader, *options]
    run = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    (kept / "log").write_text(run.stdout + run.stderr)
    runs = next((line.split()[-1] for line in run.stderr.splitlines() if line.startswith("stat::number_of_exec")), "?")
    found = "no fault" if run.returncode == 0 else f"a fault, see {kept}"
    print(f"{reader}: {runs} files made from {start}, {found}", flush=True)
    return run.returncode == 0


if __name__ == "__main__":
    given = sys.argv[1:]
    seconds = int(given.pop()) if given and given[-1].isdigit() else 60
    if unknown := set(given) - set(ALL):
        sys.exit(f"No reader is called {', '.join(unknown)}; there are {', '.join(ALL)}.")
    if not given or set(given) & set(READERS):
        gather()
    faulty = [reader for reader in given or ALL if not fuzz(reader, seconds)]
    sys.exit(1 if faulty else 0)
