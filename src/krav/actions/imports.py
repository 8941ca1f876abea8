"""Files taken in whole or not at all: ledgers of open items, invoices, and the bank's files."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from krav.actions import payments, states
from krav.actions.unit import Actor, Unit, unit
from krav.formats import camt, ocr_giro, table, ubl
from krav.formats.sniff import recognise, too_large
from krav.formats.values import BankFileIn, FormatError, ItemIn, LedgerIn, PartyIn, StatementIn
from krav.kernel.refusal import KravError
from krav.law.payment import bare_reference, match_key
from krav.store import models as rows
from krav.store.load import Creditor, creditor_in_scope
from krav.store.scope import account_scope
from krav.store.write import insert_many, reserve_ids, upsert_many

_CLAIM = (
    "id",
    "debtor_id",
    "number",
    "description",
    "issued_on",
    "due_on",
    "due_agreed",
    "fee_agreed",
    "currency",
    "reference",
    "match_key",
    "file_id",
)
_ENTRY = ("claim_id", "kind", "amount", "on", "booked_on", "aim", "label", "letter_id", "payment_id", "book")
_DEBTOR = (
    "id",
    "number",
    "name",
    "kind",
    "company_number",
    "street",
    "postcode",
    "city",
    "country",
    "attention",
    "email",
    "language",
)


_UNKNOWN = ("",) * len(_DEBTOR)


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


def import_file(account_id: int, data: bytes, name: str, *, on: date, by: Actor) -> Imported:
    """Takes one file in. The same bytes again change nothing; a file that cannot be taken whole is refused whole.

    Raises:
        KravError: the file is broken, or says something that contradicts what is known.
    """
    digest = hashlib.sha256(data).hexdigest()
    with unit(account_id, "import", on=on, by=by) as work:
        content = read(data, name, work.creditor.country.currency)
        if rows.ImportedFile.objects.filter(sha256=digest).exists():
            return Imported(content.format, 0, 0, known_before=True)
        if isinstance(content, LedgerIn):  # noqa: SIM108 each kind of file has its own way in
            done = _ledger(work, content, name, digest)
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
            found = sum(len(statement.payments) for statement in _own(creditor, content, name))
            return Imported(content.format, found, 0, remarks=content.remarks)
        _check_supplier(creditor, content, name)
        known = dict(rows.Claim.objects.values_list("number", "id"))
        new = _unknown(content.items, known)
        _check(creditor, new, known, name)
        _references(creditor, new, name)
    return Imported(content.format, len(content.items), len(new), understood=content.understood, remarks=content.remarks)


def _file(work: Unit, name: str, digest: str, form: str, items: int) -> int:
    row = rows.ImportedFile.objects.create(sha256=digest, name=name, format=form, imported_on=work.on, items=items)
    return row.pk


def _bank(work: Unit, content: BankFileIn, name: str, digest: str) -> Imported:
    """The payments of the statements that are of the creditor's own account."""
    statements = _own(work.creditor, content, name)
    found = [payment for statement in statements for payment in statement.payments]
    file_id = _file(work, name, digest, content.format, len(found))
    taken = payments.take_in(work, found, file_id)
    known_until = max(statement.until_on for statement in statements)
    _money_known(work, known_until)
    remarks = (*content.remarks, *(remark for statement in statements for remark in statement.remarks))
    return Imported(content.format, len(found), taken.new, taken.placed, remarks=remarks)


def _own(creditor: Creditor, content: BankFileIn, name: str) -> list[StatementIn]:
    """The statements of the creditor's own account."""
    own = _digits(creditor.payee.account)
    found = [item for item in content.statements if _same_account(own, _digits(item.account))]
    if not found:
        named = ", ".join(item.account for item in content.statements) or "none"
        raise FormatError(name, "", f"it is about account {named}.", f"The creditor's account is {creditor.payee.account}.")
    return found


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _same_account(own: str, named: str) -> bool:
    """Whether two spellings are one account: an IBAN ends in the account number its country knows."""
    return bool(named) and (own.lstrip("0").endswith(named.lstrip("0")) or named.endswith(own.lstrip("0")))


def _money_known(work: Unit, until_on: date) -> None:
    account = rows.Account.objects.get(pk=work.creditor.id)
    if account.money_known_until is None or account.money_known_until < until_on:
        account.money_known_until = until_on
        account.save(update_fields=["money_known_until"])


def _ledger(work: Unit, content: LedgerIn, name: str, digest: str) -> Imported:
    _check_supplier(work.creditor, content, name)
    known = dict(rows.Claim.objects.values_list("number", "id"))
    items = _unknown(content.items, known)
    _check(work.creditor, items, known, name)
    references = _references(work.creditor, items, name)
    file_id = _file(work, name, digest, content.format, len(content.items))
    invoices = [item for item in items if not item.is_credit]
    debtors = _debtors([item.customer for item in invoices])
    ids = dict(zip((item.number for item in invoices), reserve_ids(rows.Claim, len(invoices)), strict=True))
    insert_many(
        rows.Claim,
        _CLAIM,
        (
            _claim_row(work, item, ids[item.number], debtors[debtor_number(item.customer)], references[item.number], file_id)
            for item in invoices
        ),
    )
    credited = rows.Claim.objects.filter(number__in=[item.credits for item in items if item.is_credit])
    issued = dict(credited.values_list("number", "issued_on"))
    insert_many(rows.Entry, _ENTRY, _entries(work, items, known | ids, issued))
    touched = {*ids.values(), *(known[item.credits] for item in items if item.credits in known)}
    states.refresh(rows.Claim.objects.filter(file_id=file_id).values("id"), work.creditor)
    states.refresh(touched - set(ids.values()), work.creditor)
    if content.format == "table":
        _money_known(work, work.on)
    return Imported(
        content.format, len(content.items), len(items), understood=content.understood, remarks=content.remarks
    )


def _unknown(items: Sequence[ItemIn], known: dict[str, int]) -> list[ItemIn]:
    """The items that no earlier file had: an open-item list names the same invoices and credit notes week after week."""
    credited = set(rows.Entry.objects.filter(kind="credit").values_list("claim__number", "label"))
    return [item for item in items if item.number not in known and (item.credits, item.number[:40]) not in credited]


def _check_supplier(creditor: Creditor, content: LedgerIn, name: str) -> None:
    """An invoice file names who sent the invoice: it must be this creditor."""
    number = content.supplier.company_number if content.supplier else ""
    if number and _digits(number) not in _digits(creditor.sender.company_number):
        who = f"{content.supplier.name if content.supplier else ''} ({number})"
        raise FormatError(name, "", f"the invoice is from {who}.", f"This account is {creditor.sender.name}.")


def _check(creditor: Creditor, items: Sequence[ItemIn], known: dict[str, int], name: str) -> None:
    """Refuses what no lawful letter could come of."""
    currency = creditor.country.currency
    own = {item.number for item in items if not item.is_credit}
    for item in items:
        if item.amount.minor == 0:
            raise FormatError(name, item.where, f"invoice {item.number} is zero.", "Leave it out; nothing is owed.")
        if item.is_credit and item.credits not in known.keys() | own:
            raise FormatError(
                name,
                item.where,
                f"{item.number} is negative and names no known invoice that it credits.",
                "Match it in the ledger first, or fill in the column for the credited invoice.",
            )
        if item.amount.currency != currency:
            problem = f"invoice {item.number} is in {item.amount.currency}."
            raise FormatError(name, item.where, problem, f"Claims in {creditor.country.name} are in {currency}.")
        if not item.is_credit and item.due_on is None:
            raise FormatError(name, item.where, f"invoice {item.number} has no due day.", "Fill in the due day.")
        if item.due_on and item.due_on < item.issued_on:
            problem = f"invoice {item.number} is due {item.due_on}, before its own day {item.issued_on}."
            raise FormatError(name, item.where, problem, "Correct one of the days.")


def _debtors(customers: Sequence[PartyIn]) -> dict[str, int]:
    """The debtors' ids by customer number; a known debtor gets what the file says of it now and keeps the rest."""
    latest = {debtor_number(party): party for party in customers}
    known = {row[1]: row for row in rows.Debtor.objects.values_list(*_DEBTOR)}
    new = [number for number in latest if number not in known]
    ids = {number: row[0] for number, row in known.items()} | dict(zip(new, reserve_ids(rows.Debtor, len(new)), strict=True))
    upsert_many(
        rows.Debtor,
        "id",
        _DEBTOR,
        (
            (ids[number], number, *map(_said_or_known, _about(party), known.get(number, _UNKNOWN)[2:]))
            for number, party in latest.items()
        ),
    )
    return ids


def _said_or_known(said: str, known: str) -> str:
    return said or known


def debtor_number(party: PartyIn) -> str:
    """The customer number, or what stands for it where the file gives none."""
    return party.number or party.company_number or party.name.casefold()[:40]


def _about(party: PartyIn) -> tuple[str, ...]:
    return (
        party.name,
        party.kind,
        party.company_number,
        party.street,
        party.postcode,
        party.city,
        party.country,
        party.attention,
        party.email,
        party.language,
    )


def _references(creditor: Creditor, items: Sequence[ItemIn], name: str) -> dict[str, str]:
    """The payment reference of each invoice by its number: the file's own, else one made of the number."""
    found = {}
    for item in items:
        if not item.is_credit:
            try:
                own = bare_reference(item.reference)
                found[item.number] = own or creditor.country.reference(item.number, creditor.payee)
            except KravError as error:
                raise FormatError(name, item.where, str(error), "Or fill in the payment reference.") from error
    return found


def _claim_row(
    work: Unit, item: ItemIn, claim_id: int, debtor_id: int, reference: str, file_id: int
) -> tuple[object, ...]:
    policy = work.creditor.policy
    return (
        claim_id,
        debtor_id,
        item.number,
        item.description[:200],
        item.issued_on,
        item.due_on,
        policy.terms_agreed if item.due_agreed is None else item.due_agreed,
        policy.fee_agreed,
        item.amount.currency,
        reference,
        match_key(reference),
        file_id,
    )


def _entries(
    work: Unit, items: Sequence[ItemIn], ids: dict[str, int], issued: dict[str, date]
) -> Iterator[tuple[object, ...]]:
    """The invoice, what the ledger says was paid of it, and credit notes.

    A payment known only as a difference counts from the due day, and a credit note from the invoice's own day: both lower
    the principal before any interest runs, so that no debtor pays for what the file does not tell.
    """
    for item in items:
        if item.is_credit:
            day = issued[item.credits]
            yield ids[item.credits], "credit", item.amount.minor, day, work.on, "", item.number[:40], None, None, ""
            continue
        yield ids[item.number], "invoice", item.amount.minor, item.issued_on, work.on, "", "", None, None, ""
        if item.open_amount is not None and item.open_amount.minor != item.amount.minor:
            paid = item.open_amount.minor - item.amount.minor
            yield ids[item.number], "payment", paid, item.due_on, work.on, "principal", "ledger", None, None, ""
