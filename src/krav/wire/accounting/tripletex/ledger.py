"""Writing in Tripletex's ledger: a voucher under its name, then the payments of the invoices that it moves."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

from krav.formats.vouchers import VoucherOut
from krav.wire.accounting.tripletex import posting
from krav.wire.accounting.tripletex.asking import Asking, Row
from krav.wire.accounting.tripletex.marks import Mark, Passage, paired, passage
from krav.wire.accounting.tripletex.posting import Known
from krav.wire.accounting.tripletex.reading import POSTINGS, VOUCHER, moves, number_of
from krav.wire.accounting.values import Chosen
from krav.wire.broken import Refused

EVER, DAY = date(2000, 1, 1), timedelta(days=1)
_LATEST = timedelta(days=366)
_PAYMENT_TYPE = "Krav"

_NO_TYPE = (
    "{system} has no payment type “{type}” for invoices. Make one there that debits an account which nothing else is posted"
    " on: what Krav posts on invoices passes through it."
)
_BANK = "The payment type “{type}” in {system} debits a bank account. Choose an account which nothing else is posted on."
_NO_ACCOUNT = "{system} has no account {account}. Voucher {number} was not posted."
_NO_CUSTOMER = "{system} has no customer {customer}. Voucher {number} was not posted."
_NO_PLACE = "{system} has no department or project “{place}”. Voucher {number} was not posted."
_FOREIGN = "Invoice {invoice} is in another currency than the books of {system}. Voucher {number} was not posted."


def dated(first: date, last: date) -> dict[str, str]:
    """Invoices from a day to a day, which must be said."""
    return {"invoiceDateFrom": first.isoformat(), "invoiceDateTo": (last + _LATEST).isoformat()}


class Ledger:
    """The ledger of one company."""

    def __init__(self, asking: Asking, chosen: Chosen) -> None:
        """Nothing is asked yet."""
        self._asking, self._chosen = asking, chosen
        self._accounts: dict[str, Row] = {}

    def post(self, voucher: VoucherOut) -> str:
        """Books what is not there yet of a voucher; its number.

        Raises:
            Refused: the system does not know what it names.
            Uncertain: an answer was lost.
        """
        known = self._known(voucher)
        number, there = self._found(voucher), self._on(voucher.on) if known.passage else Passage()
        if not number:
            number = number_of(self._asking.write("POST", "/ledger/voucher", posting.body(voucher, known)))
            there = replace(there, marks=(*there.marks, *posting.marks(voucher, known, number)))
        for invoice, row in known.invoices.items():
            for mark in paired(there, invoice, moves(row))[1]:
                paid = posting.payment(mark, int(self._payment_type["id"]))
                self._asking.write("PUT", f"/invoice/{row['id']}/:payment", params=paid)
        return number

    def posted(self, voucher: VoucherOut) -> str:
        """The number of a voucher that is there with all its payments."""
        number = self._found(voucher)
        if not number:
            return ""
        there = self._on(voucher.on)
        rows = self._invoices(voucher, {each.invoice for each in there.marks if each.name == voucher.name})
        return "" if any(paired(there, invoice, moves(row))[1] for invoice, row in rows.items()) else number

    def own(self, rows: Iterable[Row], there: Passage) -> dict[int, Mark]:
        """Krav's marks by the ids of the postings that moved these invoices."""
        return {id_: mark for row in rows for id_, mark in paired(there, str(row["invoiceNumber"]), moves(row))[0].items()}

    def passage(self, first: date, last: date) -> Passage:
        """What stands on the account of passage from a day to a day; nothing where nothing was ever posted there."""
        if not self._payment_type:
            return Passage()
        asked = {"accountId": self._payment_type["debitAccount"]["id"]}
        days = {"dateFrom": first.isoformat(), "dateTo": (last + DAY).isoformat()}
        fields = f"id,date,description,amount,voucher({VOUCHER})"
        return passage(self._asking.rows("/ledger/posting", fields, asked | days), number_of)

    def _on(self, day: date) -> Passage:
        return self.passage(day, day)

    @cached_property
    def _payment_type(self) -> Row:
        """The payment type for what Krav posts; empty where there is none."""
        fields = "id,description,debitAccount(id,number,isBankAccount)"
        rows = self._asking.rows("/invoice/paymentType", fields, {})
        wanted = self._type_name.casefold()
        return next((row for row in rows if wanted in {str(row["id"]), row["description"].casefold()}), {})

    @property
    def _type_name(self) -> str:
        return self._chosen.journal or _PAYMENT_TYPE

    def _found(self, voucher: VoucherOut) -> str:
        days = {"dateFrom": voucher.on.isoformat(), "dateTo": (voucher.on + DAY).isoformat()}
        rows = self._asking.rows("/ledger/voucher", f"{VOUCHER},description,externalVoucherNumber", days)
        return next((number_of(row) for row in rows if posting.is_named(row, voucher)), "")

    def _known(self, voucher: VoucherOut) -> Known:
        """What the system calls all that a voucher names; nothing is written before all of it is known."""
        accounts = self._accounts_of(voucher)
        lines = [line for line in voucher.lines if posting.is_receivable(line, accounts)]
        invoices = self._invoices(voucher, {line.invoice for line in lines})
        return Known(
            accounts,
            self._customers(voucher, {line.customer for line in lines if line.invoice not in invoices}),
            invoices,
            self._places(voucher, "/department", "departmentNumber", {line.department for line in voucher.lines}),
            self._places(voucher, "/project", "number", {line.project for line in voucher.lines}),
            self._account_of_passage() if invoices else 0,
        )

    def _accounts_of(self, voucher: VoucherOut) -> Mapping[str, Row]:
        wanted = {line.account for line in voucher.lines}
        if unknown := wanted - self._accounts.keys():
            asked = {"number": ",".join(sorted(unknown))}
            rows = self._asking.rows("/ledger/account", "id,number,ledgerType", asked)
            self._accounts |= {str(row["number"]): row for row in rows}
        for account in sorted(wanted - self._accounts.keys()):
            raise self._refused(_NO_ACCOUNT, voucher, account=account)
        return self._accounts

    def _customers(self, voucher: VoucherOut, numbers: set[str]) -> Mapping[str, int]:
        if not numbers:
            return {}
        asked = {"customerAccountNumber": ",".join(sorted(numbers))}
        rows = self._asking.rows("/customer", "id,customerNumber", asked)
        found = {str(row["customerNumber"]): int(row["id"]) for row in rows}
        for customer in sorted(numbers - found.keys()):
            raise self._refused(_NO_CUSTOMER, voucher, customer=customer)
        return found

    def _invoices(self, voucher: VoucherOut, numbers: set[str]) -> dict[str, Row]:
        """The customers' invoices that the system has of these numbers; of Krav's own claims it has none."""
        fields = f"id,invoiceNumber,amount,amountCurrency,customer(customerNumber),voucher(id),{POSTINGS}"
        payers, found = {line.invoice: line.customer for line in voucher.lines}, {}
        for number in sorted(each for each in numbers if each.isascii() and each.isdigit()):
            for row in self._asking.rows("/invoice", fields, {"invoiceNumber": number, **dated(EVER, voucher.on)}):
                if payers.get(number) not in {None, "", str(row["customer"]["customerNumber"])}:
                    continue
                if row["amount"] != row["amountCurrency"]:
                    raise self._refused(_FOREIGN, voucher, invoice=number)
                found[number] = row
        return found

    def _places(self, voucher: VoucherOut, path: str, field: str, places: set[str]) -> Mapping[str, int]:
        """The ids of departments or projects, by our names of them."""
        found = {}
        for place in sorted(places - {""}):
            there = self._chosen.places.get(place, place)
            rows = self._asking.rows(path, f"id,name,{field}", {field: there})
            id_ = next((int(row["id"]) for row in rows if there == row.get(field)), 0)
            if not id_:
                raise self._refused(_NO_PLACE, voucher, place=there)
            found[place] = id_
        return found

    def _account_of_passage(self) -> int:
        """The account that Krav's payment type debits.

        Raises:
            Refused: there is none, or people's money passes there too.
        """
        words = {"system": self._asking.name, "type": self._type_name}
        if not self._payment_type:
            raise Refused(_NO_TYPE, words)
        account = self._payment_type["debitAccount"]
        if account.get("isBankAccount"):
            raise Refused(_BANK, words)
        return int(account["id"])

    def _refused(self, phrase: str, voucher: VoucherOut, **facts: str) -> Refused:
        return Refused(phrase, {"system": self._asking.name, "number": voucher.name, **facts})
