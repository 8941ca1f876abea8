"""Fills Krav, gives the same items to Tryton, times both in one go, prints the ratio."""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.hands import night
from bench.installation import DAY, HERE, environment, filled
from bench.postgres import OWNER, Server, server, version
from bench.tables import Figures, machine

ROOM = Path(__file__).parent
VENV = HERE / "var" / "peer_tryton"
FEE = 10_000
LEVELS = [{"name": f"Reminder {place}", "days": place * 14, "fee": FEE} for place in (1, 2, 3)]
"""Three reminders of 100 kr, a fortnight apart, as the Danish ladder has them."""

ITEMS = """
    SELECT c.number, d.name, e.amount, c.due_on FROM claim c
    JOIN debtor d ON d.id = c.debtor_id JOIN entry e ON e.claim_id = c.id AND e.kind = 'invoice' ORDER BY c.id
"""


def tryton(postgres: Server, folder: Path, items: list[dict[str, Any]]) -> dict[str, Any]:
    """What Tryton needed for these items, in its own process."""
    python = peer_python()
    postgres.create("tryton")
    settings = folder / "trytond.conf"
    settings.write_text(f"[database]\nuri = postgresql://{OWNER}@127.0.0.1:{postgres.port}/\npath = {folder}\n")
    (folder / "password").write_text("only-for-this-run\n")
    admin = [python.with_name("trytond-admin"), "-c", settings, "-d", "tryton", "-u", "account_dunning_fee"]
    words = [*map(str, admin), "--activate-dependencies", "--email", "peer@example.org"]
    subprocess.run(words, check=True, env={"TRYTONPASSFILE": str(folder / "password")}, stdout=subprocess.DEVNULL)
    file = folder / "items.json"
    file.write_text(json.dumps({"items": items, "levels": LEVELS, "on": DAY}))
    done = subprocess.run(
        [str(python), str(ROOM / "in_tryton.py"), str(settings), "tryton", str(file)], check=True, stdout=subprocess.PIPE
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def peer_python() -> Path:
    """Tryton's own Python; its virtual environment is made where it is missing."""
    python = VENV / "bin" / "python"
    if not (VENV / "bin" / "trytond-admin").exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        install = ["-m", "pip", "install", "--quiet", "--requirement", str(ROOM / "requirements.txt")]
        subprocess.run([str(python), *install], check=True)
    return python


def main() -> None:
    """Both on one server, Tryton first."""
    asked = argparse.ArgumentParser(prog="python -m bench.peer_tryton", description=__doc__)
    asked.add_argument("--items", type=int, default=1_000)
    count = asked.parse_args().items
    folder = Path(tempfile.mkdtemp(prefix="krav-peer-"))
    figures = Figures()
    try:
        with server() as postgres:
            url = postgres.create("krav")
            env = environment(url, folder)
            filled(env, 1, count, count, 1)
            with postgres.admin("krav") as admin:
                rows = admin.execute(ITEMS).fetchall()
            items = [{"number": row[0], "who": row[1], "minor": row[2], "due": row[3].isoformat()} for row in rows]
            peer = tryton(postgres, folder, items)
            ours = night(env, 1)
            where = f"{machine()}, {version(postgres)}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if not peer["dunnings"] == ours.made == count:
        raise SystemExit(f"They did not do the same: {peer['dunnings']} dunnings, {ours.made} letters of {count}.")
    served, clean = peer["create"] + peer["process"], peer["clean"]
    words = (
        f"{served:.1f} s ({count / served:.0f}/s): created in {peer['create']:.1f} s, processed in {peer['process']:.1f} s"
    )
    print(figures.add(f"Tryton, {count:,} items, as served", f"{words}, {peer['attempts']} attempts"))
    print(figures.add("Tryton, the last attempt alone", f"{clean:.1f} s ({count / clean:.0f}/s)"))
    print(figures.add(f"Krav, the same {count:,} items", f"{ours.seconds:.2f} s ({count / ours.seconds:,.0f}/s)"))
    print(figures.add("Krav to Tryton as served", f"{served / ours.seconds:.0f} ×", "≥ 100 ×, aim 350 ×"))
    print(figures.add("Krav to Tryton's last attempt", f"{clean / ours.seconds:.0f} ×"))
    print(figures.markdown(where))


if __name__ == "__main__":
    main()
