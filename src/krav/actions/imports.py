"""Files taken in whole or not at all: ledgers of open items, invoices, and the bank's files."""

import hashlib
from dataclasses import dataclass
from datetime import date

from krav.actions import ledgers, payments
from krav.actions.progress import Tell, nobody
from krav.actions.unit import Actor, Unit, unit
from krav.formats import camt, ocr_giro, table, ubl
from krav.formats.sniff import recognise, too_large
from krav.formats.values import BankFileIn, FormatError, LedgerIn, StatementIn
from krav.law.payment import digits
from krav.store import models as rows
from krav.store.load import Creditor, creditor_in_scope
from krav.store.scope import account_scope


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file held and what of it was new."""

    format: str
    items: int
    new: int
    placed: int = 0
    known_before: bool = False
    understood: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()


def read(data: bytes, name: str, currency: str) -> LedgerIn | BankFileIn:
    """A file's content by what it is, whatever it is called.

    Raises:
        FormatError: the file is too large, of no known format, or broken.
    """
    if refusal := too_large(name, len(data)):
        raise refusal
    kind = recognise(data, name)
    if kind is None:
        remedy = "Give a ledger as CSV or XLSX, a UBL invoice, a camt file or OCR giro."
        raise FormatError(name, "", "the format is not recognised.", remedy)
    if kind == "table":
        return table.read(data, name, currency=currency)
    if kind == "ubl":
        return ubl.read(data, name)
    return camt.read(data, name) if kind == "camt" else ocr_giro.read(data, name)


def import_file(
    account_id: int, data: bytes, name: str, *, on: date, by: Actor, tell: Tell = nobody
) -> Imported:
    """Takes one file in. The same bytes again change nothing; a file that cannot be taken whole is refused whole.

    `tell` hears how far a long ledger has come.

    Raises:
        KravError: the file is broken, or says something that contradicts what is known.
    """
    digest = hashlib.sha256(data).hexdigest()
    with unit(account_id, "import", on=on, by=by) as work:
        content = read(data, name, work.creditor.country.currency)
        if rows.ImportedFile.objects.filter(sha256=digest).exists():
            return Imported(content.format, 0, 0, known_before=True)
        if isinstance(content, LedgerIn):
            done = _ledger(work, content, name, digest, tell)
        else:
            done = _bank(work, content, name, digest)
        work.said = {"file": name, "format": done.format, "items": done.items, "new": done.new, "placed": done.placed}
    return done


def preview(account_id: int, data: bytes, name: str) -> Imported:
    """What a file would bring: read, checked and understood, and nothing written.

    Raises:
        KravError: as import_file.
    """
    with account_scope(account_id):
        creditor = creditor_in_scope()
        content = read(data, name, creditor.country.currency)
        if isinstance(content, BankFileIn):
            found = sum(len(statement.payments) for statement in own_statements(creditor, content, name))
            return Imported(content.format, found, 0, remarks=content.remarks)
        new = len(ledgers.check(creditor, content, name).items)
    return Imported(content.format, len(content.items), new, understood=content.understood, remarks=content.remarks)


def _file(work: Unit, name: str, digest: str, form: str, items: int) -> int:
    row = rows.ImportedFile.objects.create(sha256=digest, name=name, format=form, imported_on=work.on, items=items)
    return row.pk


def _ledger(work: Unit, content: LedgerIn, name: str, digest: str, tell: Tell) -> Imported:
    checked = ledgers.check(work.creditor, content, name)
    ledgers.take_in(work, checked, _file(work, name, digest, content.format, len(content.items)), tell)
    if content.format == "table":
        _money_known(work, work.on)
    return Imported(
        content.format, len(content.items), len(checked.items), understood=content.understood, remarks=content.remarks
    )


def _bank(work: Unit, content: BankFileIn, name: str, digest: str) -> Imported:
    """The payments of the statements that are of the creditor's own account."""
    statements = own_statements(work.creditor, content, name)
    found = [payment for statement in statements for payment in statement.payments]
    file_id = _file(work, name, digest, content.format, len(found))
    taken = payments.take_in(work, found, file_id)
    known_until = max(statement.until_on for statement in statements)
    _money_known(work, known_until)
    remarks = (*content.remarks, *(remark for statement in statements for remark in statement.remarks))
    return Imported(content.format, len(found), taken.new, taken.placed, remarks=remarks)


def own_statements(creditor: Creditor, content: BankFileIn, name: str) -> list[StatementIn]:
    """The statements of the creditor's own account.

    Raises:
        FormatError: the file has none.
    """
    own = digits(creditor.payee.account)
    found = [item for item in content.statements if _same_account(own, digits(item.account))]
    if not found:
        named = ", ".join(item.account for item in content.statements) or "none"
        raise FormatError(name, "", f"it is about account {named}.", f"The creditor's account is {creditor.payee.account}.")
    return found


def _same_account(own: str, named: str) -> bool:
    """Whether two spellings are one account: an IBAN ends in the account number its country knows."""
    return bool(named) and (own.lstrip("0").endswith(named.lstrip("0")) or named.endswith(own.lstrip("0")))


def _money_known(work: Unit, until_on: date) -> None:
    account = rows.Account.objects.get(pk=work.creditor.id)
    until_on = min(until_on, work.on)
    if account.money_known_until is None or account.money_known_until < until_on:
        account.money_known_until = until_on
        account.save(update_fields=["money_known_until"])
