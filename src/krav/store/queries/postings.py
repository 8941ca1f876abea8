"""Reads of what Krav did in a period, as vouchers for an accounting system that has no connection.

The account must be in scope. A voucher is what one payment, one letter or one fact did on the day it became known, named
by its first fact: the same period gives the same vouchers whenever it is asked for, and no two periods share one. Money
that no claim was given is in none; once it went back its voucher has both, that it came and that it went.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from typing import Any, NamedTuple

from django.db.models import Q

from krav.claims.ledger import Claim, Entry, EntryKind
from krav.claims.postings import BANK, COMMISSION, PARTNER, RECEIVABLE, VAT_IN, Fact, Own, Period, Posting, postings
from krav.countries import translator
from krav.formats.values import PartyIn
from krav.formats.vouchers import AccountOut, BooksOut, VoucherLineOut, VoucherOut
from krav.kernel.money import Minor, Money
from krav.kernel.phrase import say
from krav.kernel.refusal import KravError
from krav.law.payment import digits
from krav.store import load
from krav.store import models as rows
from krav.store.among import Among, chunks
from krav.store.load import Creditor

_TOGETHER = 2000
"""So many claims are looked at at a time."""

_PAYMENT, _LETTER = "payment", "letter"
_CAME, _WENT = "Payment of {day}", "Paid back {day}"
_ORDER = (BANK, RECEIVABLE, "fee", "compensation", "costs", "interest", "loss", "recovery", "vat", "vat_15", "vat_12",
          "vat_6", PARTNER, COMMISSION, VAT_IN)  # fmt: skip


class _About(NamedTuple):
    """What a voucher's line says of the claim it is about."""

    number: str
    kind: str
    customer: str
    told: bool


@dataclass(slots=True)
class _Group:
    """What becomes one voucher: the first fact's id, and postings with their claims."""

    first: int
    on: date
    found: list[tuple[int, Posting]] = field(default_factory=list)


class Left(NamedTuple):
    """What of the period is in no voucher: money that no claim has been given, and other currencies."""

    loose: Money
    currencies: tuple[str, ...]


def books(creditor: Creditor, since: date, until: date, on: date, currency: str = "") -> BooksOut:
    """The vouchers of the facts booked from a day to a day, both among them, in a currency or in the country's own.

    `on` is the day they are put together.

    Raises:
        KravError: the period ends before it begins.
        NotInForce: no accounts or rates are known for a day.
    """
    if until < since:
        raise KravError("The period ends on {until}, before it begins on {first}.", {"until": until, "first": since})
    return _Books(creditor, Period(since, until), currency or creditor.country.currency).out(on)


def left_out(creditor: Creditor, since: date, until: date) -> Left:
    """What came or was booked in the period and is in no voucher of the country's currency."""
    currency = creditor.country.currency
    loose = rows.LoosePayment.objects.filter(payment__received_on__range=(since, until), payment__currency=currency)
    others = rows.Claim.objects.filter(entry__booked_on__range=(since, until)).exclude(currency=currency)
    found = others.values_list("currency", flat=True).distinct()
    return Left(Money(sum(loose.values_list("amount", flat=True)), currency), tuple(sorted(found)))


class _Books:
    """The vouchers of a period while they are put together."""

    def __init__(self, creditor: Creditor, period: Period, currency: str) -> None:
        self.creditor, self.period, self.currency = creditor, period, currency
        self.said = translator(creditor.country.languages[0])
        self.about: dict[int, _About] = {}
        self.cases: dict[int, tuple[str, str]] = {}
        self.accounts: dict[str, str] = {}

    def out(self, made_on: date) -> BooksOut:
        """What has been found, with the accounts and the customers it names."""
        vouchers = [*self._facts(), *self._paid_back(), *self._losses(), *self._settled()]
        vouchers.sort(key=lambda voucher: voucher.on)
        used = {line.customer for voucher in vouchers for line in voucher.lines}
        accounts = sorted(self.accounts.items())
        return BooksOut(
            creditor=self._creditor(),
            currency=self.currency,
            made_on=made_on,
            from_on=self.period.since,
            to_on=self.period.until,
            program="Krav",
            version=version("krav"),
            accounts=tuple(AccountOut(number, self.said(f"account_{role}")) for number, role in accounts),
            customers=tuple(_customers(used - {""}, self.creditor.country.code)),
            vouchers=tuple(vouchers),
        )

    def _creditor(self) -> PartyIn:
        sender, country = self.creditor.sender, self.creditor.country.code
        number = digits(self.creditor.payee.company_number)
        return PartyIn(
            sender.name, "", number, "business", sender.street, sender.postcode, sender.city, country, sender.email
        )

    def _facts(self) -> Iterator[VoucherOut]:
        """What facts did, a voucher for each payment, letter or fact and day."""
        booked = rows.Entry.objects.filter(booked_on__range=self.period, claim__currency=self.currency)
        moving = booked.exclude(~Q(claim__kind="interest"), kind="invoice").exclude(kind=EntryKind.WRITE_OFF)
        ids = moving.values_list("claim_id", flat=True)
        groups: dict[tuple[date, str], _Group] = {}
        for some in chunks(ids, _TOGETHER):
            for claim_id, posting in self._postings(some):
                fact = posting.fact
                key = fact.booked_on, fact.source or f"fact {fact.id}"
                group = groups.setdefault(key, _Group(fact.id, fact.booked_on))
                group.first = min(group.first, fact.id)
                group.found.append((claim_id, posting))
        named, there = self._sources(key[1] for key in groups), _with_partners(key[1] for key in groups)
        ordered = sorted(groups.items(), key=lambda each: each[1].first)
        return (
            self._voucher(group, named.get(source, ""), PARTNER if source in there else BANK)
            for (_, source), group in ordered
        )

    def _postings(self, ids: Among) -> Iterator[tuple[int, Posting]]:
        """The postings of some claims, each with its claim."""
        creditor = self.creditor
        claims, facts, own = load.claims(ids), self._told(ids), _own(ids)
        self._places(ids)
        for claim_id in ids:
            claim = claims[claim_id]
            known = _known(claim, facts[claim_id], self.about[claim_id], own.get(claim_id))
            mine = Own(own[claim_id][0]) if claim_id in own else None
            found = postings(claim, known, creditor.country, creditor.policy.books, self.period, mine)
            yield from ((claim_id, posting) for posting in found)

    def _told(self, ids: Among) -> dict[int, list[tuple[Any, ...]]]:
        """The entries' ids, days and sources by claim, in the order of the claims' own entries."""
        columns = ("id", "number", "kind", "debtor__number", "file_id")
        for claim_id, number, kind, customer, file_id in rows.Claim.objects.filter(id__in=ids).values_list(*columns):
            self.about[claim_id] = _About(number, kind, customer, told=file_id is None and kind == "invoice")
        found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        entries = rows.Entry.objects.filter(claim_id__in=ids).order_by("id")
        for claim_id, *rest in entries.values_list("claim_id", "id", "booked_on", "payment_id", "letter_id"):
            found[claim_id].append(tuple(rest))
        return found

    def _places(self, ids: Among) -> None:
        """Department and project of the cases that the claims are in."""
        case_of = load.cases_of(ids)
        told = rows.Case.objects.filter(id__in=set(case_of.values())).values_list("id", "department", "project")
        places = {case_id: (department, project) for case_id, department, project in told}
        self.cases |= {claim_id: places[case_id] for claim_id, case_id in case_of.items()}

    def _sources(self, sources: Iterable[str]) -> dict[str, str]:
        """What payments and letters are called, by source."""
        ids: dict[str, set[int]] = defaultdict(set)
        for source in sources:
            kind, _, number = source.partition(" ")
            ids[kind].add(int(number))
        found: dict[str, str] = {}
        for some in chunks(ids[_PAYMENT]):
            paid = rows.Payment.objects.filter(id__in=some).values_list("id", "received_on", "payer_name")
            for payment_id, on, payer in paid:
                text = say(_CAME, {"day": on}, self.said)
                found[f"{_PAYMENT} {payment_id}"] = f"{text}, {payer}" if payer else text
        for some in chunks(ids[_LETTER]):
            for letter_id, number in rows.Letter.objects.filter(id__in=some).values_list("id", "number"):
                found[f"{_LETTER} {letter_id}"] = say("Letter {number}", {"number": number}, self.said)
        return found

    def _voucher(self, group: _Group, text: str, at: str) -> VoucherOut:
        """Money stands on one line, that of the account it lies `at`, everything else by claim."""
        accounts = self._accounts(group.on)
        lines: list[VoucherLineOut] = []
        if money := sum(posting.amounts.get(BANK, 0) for _, posting in group.found):
            lines.append(VoucherLineOut(self._used(accounts, at), money))
        sums: dict[tuple[int, str], Minor] = defaultdict(int)
        for claim_id, posting in group.found:
            for role, minor in posting.amounts.items():
                sums[claim_id, role] += minor if role != BANK else 0
        for (claim_id, role), minor in sums.items():
            if minor:
                lines.append(self._line(claim_id, self._used(accounts, role), minor))
        return VoucherOut("K", str(group.first), group.on, text or self._own_text(*group.found[0]), tuple(lines))

    def _own_text(self, claim_id: int, posting: Posting) -> str:
        """What a fact that no payment and no letter brought is called."""
        entry, about = posting.fact.entry, self.about[claim_id]
        facts = {"number": about.number}
        if about.kind == "interest" and entry.kind is EntryKind.INVOICE:
            return say("Interest invoice {number}", facts, self.said)
        if about.kind == "interest" and entry.kind is EntryKind.CREDIT:
            return say("Interest invoice {number} credited", facts, self.said)
        if entry.kind is EntryKind.WAIVER:
            return say("Given up, invoice {number}", facts, self.said)
        return say("Charged, invoice {number}" if entry.amount > 0 else "Put right, invoice {number}", facts, self.said)

    def _line(self, claim_id: int, account: str, minor: Minor, text: str = "") -> VoucherLineOut:
        about = self.about[claim_id]
        department, project = self.cases.get(claim_id, ("", ""))
        return VoucherLineOut(account, minor, text, about.customer, about.number, department, project)

    def _accounts(self, on: date) -> dict[str, str]:
        return self.creditor.policy.books.accounts(self.creditor.country.loss_accounts(on))

    def _used(self, accounts: dict[str, str], role: str) -> str:
        """The account of a role; it is remembered with the first role that it has."""
        number = accounts[role]
        if number not in self.accounts or _ORDER.index(role) < _ORDER.index(self.accounts[number]):
            self.accounts[number] = role
        return number

    def _paid_back(self) -> Iterator[VoucherOut]:
        """Loose money that went back, a voucher for each time: it comes to nothing on the account of the bank alone.

        A payment that took money back has none: it is the going of the one that it took.
        """
        told = rows.PaidBack.objects.filter(booked_on__range=self.period, payment__currency=self.currency)
        columns = ("id", "amount", "on", "booked_on", "payment__received_on", "payment__payer_name")
        found = told.filter(payment__amount__gt=0).order_by("id").values_list(*columns)
        for key, minor, on, booked_on, came_on, payer in found:
            bank = self._used(self._accounts(booked_on), BANK)
            came, went = say(_CAME, {"day": came_on}, self.said), say(_WENT, {"day": on}, self.said)
            text = went if minor > 0 else say("Paying back undone", {}, self.said)
            lines = VoucherLineOut(bank, minor, came), VoucherLineOut(bank, -minor, went)
            yield VoucherOut("T", str(key), booked_on, f"{text}, {payer}" if payer else text, lines)

    def _losses(self) -> Iterator[VoucherOut]:
        """The vouchers of write-offs and recoveries, as they were posted."""
        found = rows.Voucher.objects.filter(on__range=self.period, currency=self.currency).order_by("id")
        columns = ("claim__number", "claim__debtor__number", "number", "on", "lines", "text", "not_payment",
                   "department", "project")  # fmt: skip
        for invoice, customer, number, on, told, text, not_payment, *place in found.values_list(*columns):
            lines = [self._posted(on, line, customer, invoice, place) for line in json.loads(told)]
            series, _, rest = number.partition("-")
            yield VoucherOut(series, rest.replace("-", ""), on, text, tuple(lines), not_payment)

    def _settled(self) -> Iterator[VoucherOut]:
        """What partners paid out: posted when it was told, or when a person has looked at what does not agree in it.

        The money leaves the partner's account: to the bank, and for what the partner keeps and charges.
        """
        agreed = Q(differences="[]", news__on__range=self.period)
        seen = ~Q(differences="[]") & Q(settlementlook__on__range=self.period)
        found = rows.Settlement.objects.filter(agreed | seen, currency=self.currency).order_by("id")
        columns = ("id", "number", "agreement__name", "news__on", "settlementlook__on", "data", "paid_out")
        for key, number, partner, told_on, seen_on, data, paid_out in found.values_list(*columns):
            on, cases = seen_on or told_on, json.loads(data)["cases"]
            vat = sum(case["vat"] for case in cases)
            ours = sum(sum(case["collected"].values()) - case["collected"]["costs"] for case in cases)
            amounts = {BANK: paid_out, COMMISSION: ours - paid_out - vat, VAT_IN: vat, PARTNER: -ours}
            accounts = self._accounts(on)
            lines = [VoucherLineOut(self._used(accounts, role), minor) for role, minor in amounts.items() if minor]
            text = say("Settlement {number}, {partner}", {"number": number, "partner": partner}, self.said)
            yield VoucherOut("P", str(key), on, text, tuple(lines))

    def _posted(self, on: date, told: dict[str, Any], customer: str, invoice: str, place: list[str]) -> VoucherLineOut:
        """A line as it was posted; its account keeps the name it has by now, or that of what it was used for."""
        number, part = told["account"], told["part"]
        now = {account: role for role, account in reversed(self._accounts(on).items())}
        usual = "fee" if part == "principal" else part
        self.accounts.setdefault(number, now.get(number) or (usual if told["role"] == "income" else told["role"]))
        return VoucherLineOut(number, told["debit"] - told["credit"], told["text"], customer, invoice, *place)


def _known(claim: Claim, told: list[tuple[Any, ...]], about: _About, own: tuple[Minor, str] | None) -> list[Fact]:
    """The claim's entries as facts, each with what brought it and whether the books have it by themselves."""
    first = told[0][1]
    found = []
    for entry, (fact_id, booked_on, payment_id, letter_id) in zip(claim.entries, told, strict=True):
        source = f"{_PAYMENT} {payment_id}" if payment_id else f"{_LETTER} {letter_id}" if letter_id else ""
        with_claim = about.told and booked_on == first and letter_id is None
        known = with_claim or _of_the_books(entry, payment_id, own)
        found.append(Fact(fact_id, entry, booked_on, source, known))
    return found


def _of_the_books(entry: Entry, payment_id: int | None, own: tuple[Minor, str] | None) -> bool:
    """Invoices and credit notes are the books', and money that no payment brought; interest invoices are Krav's."""
    match entry.kind:
        case EntryKind.INVOICE:
            return own is None
        case EntryKind.CREDIT:
            return own is None or entry.label != own[1]
        case EntryKind.PAYMENT:
            return payment_id is None
    return False


def _with_partners(sources: Iterable[str]) -> set[str]:
    """The sources that are payments to collection partners: their money is not in the bank."""
    ids = [int(source.partition(" ")[2]) for source in sources if source.startswith(_PAYMENT)]
    found: set[str] = set()
    for some in chunks(ids):
        there = rows.PartnerPayment.objects.filter(payment_id__in=some).values_list("payment_id", flat=True)
        found |= {f"{_PAYMENT} {payment_id}" for payment_id in there}
    return found


def _own(ids: Among) -> dict[int, tuple[Minor, str]]:
    """The fee on each of these claims that is an interest invoice, and the number it was credited under."""
    found = rows.InterestInvoice.objects.filter(claim_id__in=ids).values_list("claim_id", "fee", "interestcredit__number")
    return {claim_id: (fee, number or "") for claim_id, fee, number in found}


def _customers(numbers: set[str], home: str) -> Iterator[PartyIn]:
    """The customers of these numbers; who has no country is of the creditor's."""
    columns = ("number", "name", "company_number", "sealed_number", "kind", "street", "postcode", "city", "country", "email")
    for some in chunks(numbers):
        found = rows.Debtor.objects.filter(number__in=some).order_by("number")
        for number, name, company, sealed, kind, street, postcode, city, country, email in found.values_list(*columns):
            shown = "" if sealed else digits(company)
            yield PartyIn(name, number, shown, kind, street, postcode, city, country or home, email)
