"""Files taken in whole or not at all: ledgers of open items, invoices, and the bank's files."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from krav.actions import invoice_papers, ledgers, payments, pending, reports
from krav.actions.gone import gone
from krav.actions.progress import Tell, nobody
from krav.actions.unit import Actor, Unit, unit
from krav.formats.sniff import Content, is_invoice, read
from krav.formats.values import BankFileIn, FormatError, LedgerIn, StatementIn, Unused
from krav.kernel.refusal import KravError
from krav.law.payment import match_key, same_account
from krav.store import models as rows
from krav.store.among import chunks
from krav.store.load import Creditor, creditor_in_scope
from krav.store.scope import account_scope

_FEW = 5
"""So many references of a kind are named in a remark."""

_NAME = 200
"""Letters of a file's name that are kept; the width of its column."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file held and what of it was new, known as it stood, or known and changed.

    `closed` are the numbers of claims that a list of what is open no longer names, `missing` is how many more it does not
    name that stay open, because nobody has said that they are settled. `unused` are all lines that were not used; they
    stand in the report of the file `file_id`.
    """

    format: str
    items: int
    new: int
    placed: int = 0
    known: int = 0
    changed: int = 0
    known_before: bool = False
    closed: tuple[str, ...] = ()
    missing: int = 0
    understood: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()
    unused: tuple[Unused, ...] = ()
    file_id: int = 0


def import_file(
    account_id: int,
    data: bytes,
    name: str,
    *,
    on: date,
    by: Actor,
    tell: Tell = nobody,
    close: bool = False,
    everything: bool = False,
) -> Imported:
    """Takes one file in. The same bytes again change nothing; a file that cannot be taken whole is refused whole.

    `tell` hears how far a long file has come, and may stop it by raising. `close` is a person's word that open claims which
    the list does not name are settled, even if it names few of them; it may be given with the same bytes later.
    `everything` is a standing word that lists from this place name all that is open, whatever they say of themselves.

    Raises:
        KravError: the file is broken, or says something that contradicts what is known.
    """
    digest = hashlib.sha256(data).hexdigest()
    with unit(account_id, "import", on=on, by=by) as work:
        content = read(data, name, work.creditor.country.currency)
        if everything and isinstance(content, LedgerIn) and content.everything is None:
            content = replace(content, everything=True)
        before = rows.ImportedFile.objects.filter(sha256=digest).values_list("id", flat=True).first()
        if before and isinstance(content, LedgerIn):
            return _again(work, content, name, before, close)
        if before:
            return Imported(content.format, 0, 0, known_before=True, file_id=before)
        tell(0, 0)
        file_id = _file(work, name, digest, content)
        if isinstance(content, LedgerIn):
            done = _ledger(work, content, name, file_id, tell, close)
            if is_invoice(data, name):
                invoice_papers.keep_file(account_id, digest, data)
        else:
            done = _bank(work, content, name, file_id, tell)
        reports.keep(work, file_id, done, everything=isinstance(content, LedgerIn) and content.everything is not False)
        work.said = {"file": name, "format": done.format, "items": done.items, "new": done.new, "placed": done.placed}
    return done


def preview(account_id: int, data: bytes, name: str, *, on: date, close: bool = False) -> Imported:
    """What a file would bring: read, checked and understood, and nothing written; `close` as for import_file.

    Raises:
        KravError: as import_file.
    """
    with account_scope(account_id):
        creditor = creditor_in_scope()
        content = read(data, name, creditor.country.currency)
        if isinstance(content, BankFileIn):
            own, account = own_statements(creditor, content, name), creditor.payee.account
            found = sum(len(statement.payments) for statement in own)
            unused = tuple(reports.unused_payments(content, own, (), account))
            return Imported(content.format, found, 0, remarks=remarks_of(creditor, content, own), unused=unused)
        checked, missing = ledgers.check(creditor, content, name, on=on), gone(creditor, content, on)
    closed = missing.settled(close)
    return Imported(
        format=content.format,
        items=len(content.items),
        new=len(checked.items),
        closed=tuple(closed),
        missing=len(missing.claims) - len(closed),
        understood=content.understood,
        remarks=(*content.remarks, *checked.remarks, *missing.remarks(close)),
        unused=content.unused,
    )


def _file(work: Unit, name: str, digest: str, content: Content) -> int:
    if isinstance(content, LedgerIn):
        items = len(content.items)
    else:
        items = sum(len(statement.payments) for statement in own_statements(work.creditor, content, name))
    row = rows.ImportedFile.objects.create(
        sha256=digest, name=name[:_NAME], format=content.format, imported_on=work.on, items=items
    )
    return row.pk


def _ledger(work: Unit, content: LedgerIn, name: str, file_id: int, tell: Tell, close: bool) -> Imported:
    missing = gone(work.creditor, content, work.on)
    closed = missing.settled(close)
    checked = ledgers.check(
        work.creditor, content, name, on=work.on, gone=closed, partial=missing.partial and not close
    )
    taken = ledgers.take_in(work, checked, file_id, tell)
    left = len(missing.claims) - len(closed)
    if not left:
        _ledger_known(work, content)
    unused = (*reports.unused_items(content, checked, taken.moved), *taken.unused)
    items, new = len(content.items), len(checked.items)
    changed = len(taken.moved.difference(closed.values()))
    return Imported(
        format=content.format,
        items=items,
        new=new,
        known=items - new - changed,
        changed=changed,
        closed=tuple(closed),
        missing=left,
        understood=content.understood,
        remarks=(*content.remarks, *checked.remarks, *missing.remarks(close)),
        unused=unused,
        file_id=file_id,
    )


def _again(work: Unit, content: LedgerIn, name: str, file_id: int, close: bool) -> Imported:
    """A ledger that was taken in before: nothing changes, unless a person says now that what it does not name is settled."""
    missing = gone(work.creditor, content, work.on)
    if not close or not missing.claims:
        return Imported(content.format, 0, 0, known_before=True, missing=len(missing.claims), file_id=file_id)
    bare = replace(content, items=())
    ledgers.take_in(work, ledgers.check(work.creditor, bare, name, on=work.on, gone=missing.claims, partial=True), file_id)
    _ledger_known(work, content)
    work.said = {"file": name, "format": content.format, "closed": list(missing.claims)}
    return Imported(content.format, 0, 0, known_before=True, closed=tuple(missing.claims), file_id=file_id)


def _ledger_known(work: Unit, content: LedgerIn) -> None:
    """Everything that was open is known until the list's day, and with it what was paid."""
    if content.everything is not False:
        known_until(work, content.until_on or work.on)


def known_until(work: Unit, until_on: date) -> None:
    """The ledger is known until a day, and with it what was paid."""
    for what in ("money_known_until", "ledger_known_until"):
        _known(work, what, until_on)


def _bank(work: Unit, content: BankFileIn, name: str, file_id: int, tell: Tell) -> Imported:
    """The payments of the statements that are of the creditor's own account."""
    own = own_statements(work.creditor, content, name)
    found = [payment for statement in own for payment in statement.payments]
    pending.replace(work, own)
    taken = payments.take_in(work, found, file_id, tell)
    _known(work, "money_known_until", max(statement.until_on for statement in own))
    return Imported(
        format=content.format,
        items=len(found),
        new=taken.new,
        placed=taken.placed,
        known=len(taken.known),
        remarks=remarks_of(work.creditor, content, own),
        unused=tuple(reports.unused_payments(content, own, taken.known, work.creditor.payee.account)),
        file_id=file_id,
    )


def remarks_of(creditor: Creditor, content: BankFileIn, own: Sequence[StatementIn]) -> tuple[str, ...]:
    """The remarks on a bank file, on its references, and on the statements of it that name no account."""
    unnamed = any(not statement.account for statement in own)
    nameless = ("it names no account, and was taken for the creditor's own",) if unnamed else ()
    wrong = sorted(_mistyped(creditor, own))
    few = ", ".join(wrong[:_FEW]) + (" …" if len(wrong) > _FEW else "")
    mistyped = (f"references with a wrong check digit, which no invoice bears ({len(wrong)}): {few}",) if wrong else ()
    return (*content.remarks, *nameless, *mistyped, *(remark for statement in own for remark in statement.remarks))


def _mistyped(creditor: Creditor, own: Sequence[StatementIn]) -> Iterator[str]:
    """The references of payments that are no invoice's, and that the country's check digits cannot have made."""
    paid = (payment.references for each in own for payment in each.payments)
    told = {match_key(references[0]): references[0] for references in paid if references}
    known = (rows.Claim.objects.filter(match_key__in=some).values_list("match_key", flat=True) for some in chunks(told))
    for key in told.keys() - {key for some in known for key in some}:
        try:
            creditor.country.checked_reference(told[key])
        except KravError:
            yield told[key]


def own_statements(creditor: Creditor, content: BankFileIn, name: str) -> list[StatementIn]:
    """The statements of the creditor's own account; one that names none is taken for it.

    Raises:
        FormatError: the file has none.
    """
    own = creditor.payee.account, creditor.payee.scheme.get("iban", "")
    found = [one for one in content.statements if not one.account or any(same_account(each, one.account) for each in own)]
    if not found:
        named = ", ".join(item.account for item in content.statements) or "none"
        raise FormatError(name, "", f"it is about account {named}.", f"The creditor's account is {creditor.payee.account}.")
    return found


def _known(work: Unit, what: str, until_on: date) -> None:
    """Moves the last day of which the money or the ledger is known; never back, and never beyond today."""
    account = rows.Account.objects.get(pk=work.creditor.id)
    known, until_on = getattr(account, what), min(until_on, work.on)
    if known is None or known < until_on:
        setattr(account, what, until_on)
        account.save(update_fields=[what])
