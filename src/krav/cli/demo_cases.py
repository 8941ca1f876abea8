"""What the demo's people do in cases: opened, taken a letter further, agreed on, paid, filed, written off."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from krav.actions.cases import open_case, take_case_step
from krav.actions.filings import ToFile, file_case
from krav.actions.payments_by_hand import register_payment
from krav.actions.plans import agree_plan
from krav.actions.unit import machine
from krav.actions.writeoffs import write_off
from krav.claims.agreement import Acknowledged, Terms
from krav.claims.ledger import Claim
from krav.claims.plan import Every
from krav.claims.writeoff import Asked
from krav.cli.demo_folder import Deed
from krav.kernel.refusal import KravError
from krav.render.pdf import Renderer
from krav.store.queries.claims import claim_of
from krav.store.scope import account_scope

BY = machine("demo")


def act(account_id: int, deeds: Iterable[Deed], *, on: date, known: bool) -> None:
    """Does the deeds of the day, each once.

    A `known` account has lived this day before: what was done then, and what its people have made impossible since, is left.
    """
    for deed in deeds:
        if deed.on != on or deed.kind not in _DONE:
            continue
        try:
            _DONE[deed.kind](account_id, deed)
        except KravError:
            if not known:
                raise


def _open(account_id: int, deed: Deed) -> None:
    open_case(account_id, [_claim(account_id, number).id for number in deed.invoices], on=deed.on, by=BY, key=deed.key)


def _send(account_id: int, deed: Deed) -> None:
    """The letter leaves that day: the demo's days do not last until it could no longer be undone."""
    case_id, step = _case(account_id, deed), deed.told["step"]
    take_case_step(account_id, case_id, step, undo=timedelta(0), on=deed.on, by=BY, key=deed.key)


def _agree(account_id: int, deed: Deed) -> None:
    told = deed.told
    terms = Terms(told["first"], Every(told["every"]), told["count"], charged=told.get("charged", False))
    signed = Acknowledged(deed.on, told["proof"]) if "proof" in told else None
    agree_plan(account_id, _case(account_id, deed), terms, acknowledged=signed, on=deed.on, by=BY, key=deed.key)


def _pay(account_id: int, deed: Deed) -> None:
    claim = _claim(account_id, deed.invoices[0])
    register_payment(account_id, claim.id, deed.told["amount"], deed.on, on=deed.on, by=BY, key=deed.key)


def _file(account_id: int, deed: Deed) -> None:
    told = deed.told
    wanted = ToFile(told["filing"], told["answers"], told.get("reference", ""))
    file_case(account_id, _case(account_id, deed), wanted, renderer=Renderer(), on=deed.on, by=BY, key=deed.key)


def _write_off(account_id: int, deed: Deed) -> None:
    """Its conditions are confirmed: the evidence says how."""
    asked = Asked(None, deed.told.get("ground", ""), confirmed=True)
    claim, evidence = _claim(account_id, deed.invoices[0]), deed.told["evidence"]
    write_off(account_id, [claim.id], asked, evidence=evidence, on=deed.on, by=BY, key=deed.key)


_DONE: dict[str, Callable[[int, Deed], None]] = {
    "case": _open,
    "letter": _send,
    "plan": _agree,
    "payment": _pay,
    "filing": _file,
    "write_off": _write_off,
}


def _case(account_id: int, deed: Deed) -> int:
    return _claim(account_id, deed.invoices[0]).case_id


def _claim(account_id: int, number: str) -> Claim:
    with account_scope(account_id):
        found = claim_of(number)
    if found is None:
        raise KravError("There is no claim on invoice {number} in this account.", {"number": number})
    return found
