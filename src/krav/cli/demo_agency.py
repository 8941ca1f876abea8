"""The demo's collection agency: a process beside the demo, what the company agrees with it, and what its people do there."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen

import httpx
from django.conf import settings

from krav.actions.agreements import Terms, agree
from krav.actions.hand_overs import hand_over
from krav.actions.partner_news import read_news
from krav.actions.partner_sending import send_queued
from krav.actions.unit import machine
from krav.claims.partner import Prices
from krav.cli.demo_folder import Deed
from krav.kernel.refusal import KravError
from krav.store.queries.claims import claim_of
from krav.store.queries.partners import agreements, hand_overs_of
from krav.store.scope import account_scope

BY = machine("demo")
HOST, PORT = "127.0.0.1", 8010
_KEY, _SECRET = "demo", "the secret of a demonstration, which is none"
_CODE = "contract"


@contextmanager
def beside(folder: Path) -> Iterator[str]:
    """The agency while the demo's days pass, on any free port; its pages' address, or nothing where there is none."""
    words = _command(folder, 0)
    if not words:
        yield ""
        return
    with Popen(words, stdout=PIPE, text=True, cwd=folder.absolute().parent) as process:  # noqa: S603 our own command
        api = process.stdout.readline().split()[-1] if process.stdout else ""
        before, settings.KRAV_PARTNERS = settings.KRAV_PARTNERS, {**settings.KRAV_PARTNERS, _CODE: {"url": api}}
        try:
            yield api.removesuffix("/api")
        finally:
            settings.KRAV_PARTNERS = before
            process.terminate()


def live_with(account_id: int, deeds: Iterable[Deed], site: str, *, on: date, known: bool) -> None:
    """What the company and the agency do that day, each once; then what waits is told, and the news are read.

    A `known` account has lived this day before: what was done then, and what its people have made impossible since, is left.
    """
    mine = [deed for deed in deeds if deed.kind in _DONE]
    if not site or not mine or known:
        return
    for deed in mine:
        if deed.on == on:
            _DONE[deed.kind](account_id, deed, site)
    with account_scope(account_id):
        agreed = agreements()
    if agreed:
        send_queued(account_id, on=on, by=BY)
        read_news(account_id, on=on, by=BY)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The agency while the pages are served, where they look for it; its address, or nothing where there is none."""
    words = _command(folder, PORT)
    if not words:
        yield ""
        return
    os.environ["KRAV_CONTRACT_URL"] = f"http://{HOST}:{PORT}/api"  # for the processes of the pages
    with Popen(words, stdout=DEVNULL, cwd=folder.absolute().parent) as process:  # noqa: S603 our own command
        try:
            yield f"http://{HOST}:{PORT}/"
        finally:
            process.terminate()


def _command(folder: Path, port: int) -> list[str]:
    """What starts the agency of a folder; nothing where it has none."""
    if not (folder / "agency" / "__main__.py").exists():
        return []
    file = str(settings.KRAV_HOME / "agency.sqlite3")
    words = ["--host", HOST, "--port", str(port), "--file", file, "--client", _KEY, _SECRET, "Fjordbo Kontor ApS"]
    return [sys.executable, "-m", f"{folder.absolute().name}.agency", *words]


def _agree(account_id: int, deed: Deed, _site: str) -> None:
    told = deed.told
    with account_scope(account_id):
        if agreements():
            return
    prices = Prices(told["currency"], percent=Decimal(told["percent"]), vat=Decimal(told["vat"]))
    terms = Terms(told["name"], told["client_number"], prices)
    agree(account_id, _CODE, {"key": _KEY, "secret": _SECRET}, terms, on=deed.on, by=BY, key=deed.key)


def _hand_over(account_id: int, deed: Deed, _site: str) -> None:
    with account_scope(account_id):
        (agreement,), case_id = agreements(), _case(deed)
    found = hand_over(account_id, [case_id], agreement.id, on=deed.on, by=BY, key=deed.key)
    for refusal in found.refusals.values():
        raise KravError(str(refusal))


def _play(account_id: int, deed: Deed, site: str) -> None:
    """A person at the agency presses a button of its pages."""
    with account_scope(account_id):
        (line,) = hand_overs_of(_case(deed))
    form = {name: str(deed.told[name]) for name in ("words", "principal", "costs") if name in deed.told}
    httpx.post(f"{site}/cases/{line.reference}/{deed.told['act']}", data={**form, "on": str(deed.on)})


def _case(deed: Deed) -> int:
    found = claim_of(deed.invoices[0])
    if found is None:
        raise KravError("There is no claim on invoice {number} in this account.", {"number": deed.invoices[0]})
    return found.case_id


_DONE: dict[str, Callable[[int, Deed, str], None]] = {"agreement": _agree, "hand_over": _hand_over, "agency": _play}
