"""A year of an account whose truth is known: who pays what, when and how wrongly, and what the bank tells of it."""

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from krav.actions.accounts import NewAccount, open_account
from krav.actions.matching import match_items
from krav.actions.outbox import send_letters
from krav.actions.payments_by_hand import place_payment
from krav.claims.decide import reckon_claim
from krav.kernel.days import days_after
from krav.kernel.refusal import KravError
from krav.render.pdf import Renderer
from krav.store import load
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.scope import account_scope
from tests.actions.bank_files import Told, files
from tests.actions.cast import ANN, ledger, line, run, take

START, LAST_DUE, END = date(2026, 1, 5), date(2026, 6, 12), date(2026, 10, 30)

WAYS = (
    "on_time", "early", "late", "late", "never", "never", "doubled", "partly", "nobodys_reference", "own_old_reference",
    "anothers_reference", "anothers_old_reference", "named", "nameless", "number", "together", "pending", "credited",
)  # fmt: skip
"""How an invoice is paid, or is not."""

UNPAID = {"never", "partly"}
"""Those that leave something unpaid."""

_FIRST = ("Anna", "Bo", "Carla", "Dag", "Eva", "Finn", "Gro", "Hugo")
_LAST = ("Alm", "Birk", "Dal", "Eng", "Falk", "Gran", "Holm", "Lind", "Moe", "Nord", "Quist", "Rask")
_PERSON_EVERY = 12
_ON_FILE_HELD = (date(2026, 4, 13), date(2026, 5, 4))
"""The bank's files of these days are not fetched before the last of them."""


@dataclass(slots=True)
class Bill:
    """An invoice and what its customer does about it; `known_on` is when the bank had told Krav of all that was owed."""

    number: str
    debtor: int
    amount: int
    due_on: date
    way: str
    pays_on: date
    reference: str = ""
    paid: bool = False
    known_on: date | None = None


@dataclass(slots=True)
class Coming:
    """A payment on its way: what the bank will tell, from which day, and the invoices it pays in full."""

    told: Told
    on: date
    bills: tuple[Bill, ...]
    booked_on: date | None = None


@dataclass(slots=True)
class Year:
    """The account, its invoices, money on its way, and what was counted. `wrong` are letters about what was paid."""

    new: NewAccount
    chance: random.Random
    folder: Path
    renderer: Renderer
    account_id: int = 0
    bills: list[Bill] = field(default_factory=list)
    coming: list[Coming] = field(default_factory=list)
    meant: dict[tuple[object, ...], tuple[Bill, ...]] = field(default_factory=dict)
    surplus: set[int] = field(default_factory=set)
    counted: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[date, str, str]] = field(default_factory=list)
    _serial: int = 0
    _seen: int = 0

    def live(self, debtors: int) -> None:
        """Lives the year, day by day on which the banks are open."""
        self._begin(debtors)
        with account_scope(self.account_id):
            country = creditor_in_scope().country
        day, place = START, 0
        while day <= END:
            if country.bank_day_from(day) == day:
                place += 1
                self._day(day, person=place % _PERSON_EVERY == 0)
            day = days_after(day, 1)

    def told(self) -> str:
        """What was counted."""
        return ", ".join(f"{what} {count}" for what, count in sorted(self.counted.items()))

    def _begin(self, debtors: int) -> None:
        self.account_id = open_account(self.new, on=START)
        days, lines = (LAST_DUE - START).days, list[str]()
        for debtor in range(debtors):
            for serial in range(3):
                due_on = days_after(START, 7 + self.chance.randrange(days - 7))
                amount = self.chance.choice((49_900, 30_000 + 7 * (97 * debtor + 31 * serial)))
                way = WAYS[(debtor * 3 + serial) % len(WAYS)]
                number = str(2001 + 3 * debtor + serial)
                bill = Bill(number, debtor, amount, due_on, way, self._pays_on(way, due_on))
                self.bills.append(bill)
                lines.append(self._line(bill, number, amount))
                if way == "credited":
                    lines.append(self._line(bill, f"K{number}", -amount))
                    bill.known_on = START
        take(self.account_id, ledger(*lines), on=START)
        with account_scope(self.account_id):
            printed = dict(rows.Claim.objects.values_list("number", "reference"))
        for bill in self.bills:
            bill.reference = printed[bill.number]

    def _line(self, bill: Bill, number: str, minor: int) -> str:
        amount = f"{'-' if minor < 0 else ''}{abs(minor) // 100},{abs(minor) % 100:02}"
        due = f"{bill.due_on:%d.%m.%Y}" if minor > 0 else ""
        kind = "privat" if bill.debtor % 2 else "erhverv"
        name = _name(bill.debtor)
        return line(number, amount, due=due, issued="02.01.2026", customer=str(bill.debtor + 1), name=name, kind=kind)

    def _pays_on(self, way: str, due_on: date) -> date:
        first, last = {"early": (-20, -5), "on_time": (-4, 0), "late": (12, 80)}.get(way, (-2, 40))
        return max(START, days_after(due_on, self.chance.randint(first, last)))

    def _day(self, day: date, *, person: bool) -> None:
        """One day: the bank's files before the run or between it and the letters, and in the evening customers pay."""
        held = _ON_FILE_HELD[0] <= day < _ON_FILE_HELD[1]
        noon = self.chance.random() < 0.4
        if not held and not noon:
            self._bank(day)
        if person and not held:
            self._person(day)
        if self._due(day):
            report = run(self.account_id, day)
            self.counted.update(report.refused)
            self.counted.update([report.stopped.code] if report.stopped else [])
        if not held and noon:
            self._bank(day)
        self._send(day)
        with account_scope(self.account_id):
            for bill in self.bills:
                if bill.pays_on <= day and not bill.paid and bill.way not in {"never", "credited"}:
                    self._pay(bill, day)

    def _bank(self, day: date) -> None:
        here = [each for each in self.coming if each.on <= day]
        self.coming = [each for each in self.coming if each.on > day]
        if not here and day.weekday() not in {0, 3}:
            return
        told = [each.told if each.told.pending else each.told._replace(on=each.on) for each in here]
        for name, data in files(self.new.country, told, day):
            take(self.account_id, data, name, on=day)
        for each in here:
            self.meant[each.told.amount, each.on, each.told.name, each.told.reference] = each.bills
            for bill in each.bills:
                bill.known_on = bill.known_on or day
            if each.booked_on:
                booked = each.told._replace(pending=False)
                self.coming.append(Coming(booked, max(each.booked_on, days_after(day, 1)), each.bills))
        self.counted["payments told of"] += len(here)

    def _due(self, day: date) -> bool:
        with account_scope(self.account_id):
            return rows.ClaimState.objects.filter(next_on__lte=day).exists()

    def _send(self, day: date) -> None:
        with account_scope(self.account_id):
            if not rows.Outbox.objects.filter(state="queued").exists():
                return
        for sent in send_letters(self.account_id, self.folder, on=day, by=ANN, renderer=self.renderer):
            self.counted["letters taken back before they left"] += sent.withdrawn
        with account_scope(self.account_id):
            new = rows.Dispatch.objects.filter(id__gt=self._seen).order_by("id")
            left = list(new.values_list("id", "letter_id", "letter__step"))
            about = rows.LetterClaim.objects.filter(letter_id__in=[row[1] for row in left])
            numbers = list(about.values_list("claim__number", "step"))
        self._seen = max((row[0] for row in left), default=self._seen)
        self.counted["letters"] += len(left)
        paid = {bill.number: bill for bill in self.bills if bill.known_on}
        self.wrong += [(day, paid[number].way, f"{number} {step}") for number, step in numbers if number in paid]

    def _pay(self, bill: Bill, day: date) -> None:
        """The customer pays, in their way, what is owed after the day's letters."""
        owed = self._owed(bill, day)
        bill.paid = True
        together = [bill]
        if bill.way == "together":
            mine = (each for each in self.bills if each.debtor == bill.debtor and each is not bill and not each.paid)
            together += [each for each in mine if each.way not in {*UNPAID, "credited"} and each.due_on <= day]
            for each in together[1:]:
                each.paid = True
        amount = owed + sum(self._owed(each, day) for each in together[1:])
        name, account = _name(bill.debtor), f"77{bill.debtor:05}"
        told = Told(self._next(), amount, day, account=account)
        full: tuple[Bill, ...] = tuple(together)
        match bill.way:
            case "nobodys_reference":
                told = told._replace(reference="99" + bill.reference[-6:], name=self.chance.choice((name, "")))
            case "own_old_reference" | "anothers_reference" | "anothers_old_reference":
                told = told._replace(reference=self._wrong_reference(bill), name=name)
                if bill.way == "anothers_old_reference":
                    told = told._replace(name=self.chance.choice((name, "")))
            case "named" | "pending":
                told = told._replace(name=name.upper(), pending=bill.way == "pending")
            case "nameless":
                told = told._replace(account="")
            case "number" | "together":
                told = told._replace(text="Faktura " + ", ".join(each.number for each in together), name=name)
            case "partly":
                told, full = told._replace(amount=owed // 2, reference=bill.reference), ()
            case _:
                told = told._replace(reference=bill.reference)
        arrives = days_after(day, self.chance.randint(1, 3))
        booked_on = days_after(arrives, 2) if told.pending else None
        self.coming.append(Coming(told, arrives, full, booked_on))
        if bill.way == "doubled":
            again = told._replace(serial=self._next())
            self.surplus.add(again.amount)
            self.coming.append(Coming(again, days_after(arrives, self.chance.randint(0, 12)), (bill,)))
        self.counted[bill.way] += 1

    def _wrong_reference(self, bill: Bill) -> str:
        """The reference of an earlier invoice of theirs, or of another's open or settled one."""
        settled = rows.ClaimState.objects.exclude(settled_on=None).filter(claim__kind="invoice")
        numbers = set(settled.values_list("claim__number", flat=True))
        others = [each for each in self.bills if each is not bill and each.number in numbers]
        if bill.way == "own_old_reference":
            found = [each.reference for each in others if each.debtor == bill.debtor]
        elif bill.way == "anothers_old_reference":
            found = [each.reference for each in others if each.debtor != bill.debtor]
        else:
            found = [each.reference for each in self.bills if each.debtor != bill.debtor and not each.paid]
        return self.chance.choice(found) if found else ""

    def _owed(self, bill: Bill, day: date) -> int:
        claim = next(iter(load.claims(rows.Claim.objects.filter(number=bill.number).values("id")).values()))
        if day <= bill.due_on:
            return bill.amount
        return reckon_claim(claim, creditor_in_scope().country, day).total or bill.amount

    def _person(self, day: date) -> None:
        """Places what lies loose where it belongs; what is left over goes to what the same customer leaves unpaid."""
        with account_scope(self.account_id):
            found = rows.LoosePayment.objects.order_by("payment_id")
            about = ("payment__amount", "payment__received_on", "payment__payer_name", "payment__references")
            loose = list(found.values_list("payment_id", *about))
            ids = dict(rows.Claim.objects.values_list("number", "id"))
            still = set(rows.ClaimState.objects.filter(settled_on=None).values_list("claim__number", flat=True))
        for payment_id, *told, references in loose:
            bills = self.meant.get((*told, next(iter(json.loads(references or "[]")), "")), ())
            wanted = [bill for bill in bills if bill.number in still] or [
                each
                for each in self.bills
                if bills and each.debtor == bills[0].debtor and each.way in UNPAID and each.number in still
            ]
            if wanted:
                self._place(payment_id, [ids[bill.number] for bill in wanted], day)
        for bill in self.bills:
            if bill.way == "credited" and bill.number in still and days_after(bill.due_on, 60) <= day:
                match_items(self.account_id, ids[f"K{bill.number}"], ids[bill.number], on=day, by=ANN)

    def _place(self, payment_id: int, claim_ids: list[int], day: date) -> None:
        try:
            place_payment(self.account_id, payment_id, claim_ids, on=day, by=ANN)
            self.counted["placed by a person"] += 1
        except KravError:
            self.counted["found no place"] += 1

    def _next(self) -> int:
        self._serial += 1
        return self._serial


def _name(debtor: int) -> str:
    return f"{_FIRST[debtor % len(_FIRST)]} {_LAST[debtor // len(_FIRST) % len(_LAST)]}{'sen' * (debtor // 96)}"
