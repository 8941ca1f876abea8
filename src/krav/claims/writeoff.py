"""Write-off and recovery as voucher lines: what a claim's loss does to the books, while the debtor owes all the same.

A voucher's lines say for each part of the claim what it does to the customer's account, and against what: loss and VAT for
the principal, the income account for a charge. What is written off never comes to more than what is still open of the
part: money or a credit note that lowers it below brings the rest back, with its VAT (`recovery`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from krav.claims.books_policy import BooksPolicy
from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim, EntryKind
from krav.kernel.days import plain
from krav.kernel.money import Minor, Money, half_up
from krav.kernel.phrase import Translate, say
from krav.kernel.refusal import Refusal
from krav.law.country import Country
from krav.law.loss import Ground, LossFacts

WRITE_OFF, RECOVERY = "write_off", "recovery"
"""The kinds of vouchers."""

RECEIVABLE, LOSS, VAT, INCOME = "receivable", "loss", "vat", "income"
PRINCIPAL = "principal"
PARTS = (PRINCIPAL, "fee", "compensation", "costs", "interest")
_WORDS = {
    RECEIVABLE: "Customer, invoice {number}",
    LOSS: "Loss, invoice {number}",
    VAT: "VAT {rate} %, invoice {number}",
    INCOME: "Reversed: {part}, invoice {number}",
}

Vat = Sequence[tuple[Decimal, Minor]]
"""What an invoice was made of: gross amounts by the rate of their VAT in per cent."""


class Line(NamedTuple):
    """One line of a voucher, in minor units; `role` is what the account is here, `part` the part of the claim."""

    account: str
    debit: Minor
    credit: Minor
    role: str
    part: str
    rate: str = ""

    def words(self, number: str, translate: Translate = str) -> str:
        """What the line says in the books."""
        return say(_WORDS[self.role], {"number": number, "rate": self.rate, "part": self.part}, translate)


class Posted(NamedTuple):
    """A voucher as it was posted."""

    kind: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A write-off that may be posted: its lines balance, `amount` leaves the books, `vat` of it comes back."""

    amount: Minor
    lines: tuple[Line, ...]
    ground: Ground | None = None

    @property
    def vat(self) -> Minor:
        """The VAT that comes back."""
        return sum(line.debit for line in self.lines if line.role == VAT)

    @property
    def net(self) -> Minor:
        """What is lost."""
        return sum(line.debit for line in self.lines if line.role == LOSS)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: all or an amount, and the ground on which VAT comes back ("": none does).

    `vat` is what the invoice was made of; its shares of the unpaid principal are taken. `own_income` is an invoice that is
    income itself, of interest: it bears no VAT.
    """

    amount: Minor | None = None
    ground: str = ""
    confirmed: bool = False
    vat: Vat = ()
    own_income: bool = False


def loss_facts(claim: Claim, country: Country, on: date) -> LossFacts:
    """What the law looks at in a loss on the claim."""
    objected = [hold.from_on for hold in claim.holds if hold.reason == "objection" and hold.covers(on)]
    principal = reckon_claim(claim, country, _last_day(claim)).principal
    return LossFacts(principal, claim.currency, claim.terms.due_on, claim.letters, min(objected, default=None))


def open_parts(claim: Claim, country: Country, *, charges: bool) -> dict[str, Minor]:
    """What is unpaid of each part as the books know it: of interest what letters have demanded; charges only if booked.

    Raises:
        NotInForce: interest runs on a day without a known rate.
    """
    found = reckon_claim(claim, country, _last_day(claim))
    demanded = claim.charged(EntryKind.INTEREST) - (found.accrued - found.interest)
    rest = {
        "fee": found.fees,
        "compensation": found.compensation,
        "costs": found.costs,
        "interest": max(0, min(found.interest, demanded)),
    }
    return {PRINCIPAL: found.principal, **(rest if charges else dict.fromkeys(rest, 0))}


def standing(vouchers: Sequence[Posted]) -> dict[str, Minor]:
    """What is written off of each part."""
    return _receivable(vouchers)


def in_books(claim: Claim, vouchers: Sequence[Posted], country: Country, books: BooksPolicy) -> dict[str, Minor]:
    """What the books still carry of each part."""
    off = standing(vouchers)
    parts = open_parts(claim, country, charges=books.charges_booked)
    return {part: max(0, parts[part] - off[part]) for part in PARTS}


def loss(
    claim: Claim, vouchers: Sequence[Posted], country: Country, books: BooksPolicy, asked: Asked, on: date
) -> Proposal | Refusal:
    """The voucher of a write-off, or why it may not be posted so. The principal goes before the charges.

    Raises:
        NotInForce: no accounts or rates are known for the day.
    """
    carried = in_books(claim, vouchers, country, books)
    most = sum(carried.values())
    amount = most if asked.amount is None else asked.amount
    if most <= 0:
        return Refusal("nothing_open", "Nothing of the claim stands open in the books.")
    if not 0 < amount <= most:
        reason = "{most} of the claim stands open in the books; that much at most can be written off."
        return Refusal("more_than_open", reason, facts={"most": Money(most, claim.currency)})
    ground = _ground(claim, country, asked, on) if asked.ground else None
    if isinstance(ground, Refusal):
        return ground
    taxed = asked.vat if ground and not asked.own_income else ()
    accounts = books.accounts(country.loss_accounts(on))
    of_rate = {rate: accounts.get(name, "") for name, rate in country.vat_rates(on).items()}
    if missing := next((rate for rate, _ in taxed if rate and not of_rate.get(rate)), None):
        reason = "No account is known for VAT of {rate} %; the policy can name one."
        return Refusal("no_account", reason, facts={"rate": missing})
    lines: list[Line] = []
    left = amount
    for part in PARTS:
        share = min(left, carried[part])
        left -= share
        if not share:
            continue
        if part == PRINCIPAL and not asked.own_income:
            vat = _vat(share, taxed, of_rate, country, on)
            lines += [Line(accounts["loss"], share - sum(line.debit for line in vat), 0, LOSS, part), *vat]
        else:
            lines.append(Line(accounts["interest" if part == PRINCIPAL else part], share, 0, INCOME, part))
        lines.append(Line(accounts["receivable"], 0, share, RECEIVABLE, part))
    return Proposal(amount, tuple(lines), ground)


def recovery(vouchers: Sequence[Posted], still_open: Mapping[str, Minor], accounts: Mapping[str, str]) -> tuple[Line, ...]:
    """The lines that bring what is written off down to what is still open, or up again to what had been written off.

    VAT comes again in proportion, so that all of it is back when all of the money is. Nothing where nothing is to be done.
    """
    given, off = _receivable([each for each in vouchers if each.kind == WRITE_OFF]), standing(vouchers)
    lines: list[Line] = []
    for part in PARTS:
        stays = min(given[part], max(still_open[part], 0))
        back = off[part] - stays
        if back:
            lines.append(_line(accounts["receivable"], back, RECEIVABLE, part))
            vat = _vat_again(vouchers, part, stays, given[part])
            lines += [line for line in vat if line.debit or line.credit]
            rest = back + sum(line.debit - line.credit for line in vat)
            lines.append(_line(_against(vouchers, part, accounts), -rest, *_role(vouchers, part)))
    return tuple(lines)


def reversed_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The same lines on the other side."""
    return tuple(line._replace(debit=line.credit, credit=line.debit) for line in lines)


def _last_day(claim: Claim) -> date:
    return max(entry.on for entry in claim.entries)


def _ground(claim: Claim, country: Country, asked: Asked, on: date) -> Ground | Refusal:
    """The ground asked for, or what is against it."""
    grounds = {ground.key: ground for ground in country.loss_grounds(loss_facts(claim, country, on), on)}
    ground = grounds.get(asked.ground)
    if ground is None:
        facts = {"ground": asked.ground, "grounds": ", ".join(grounds)}
        return Refusal("no_ground", "There is no ground “{ground}”; there are {grounds}.", facts=facts)
    if ground.refusal is None and not asked.confirmed:
        return Refusal("not_confirmed", "Somebody must say that the conditions are met.", ground.why.section)
    return ground.refusal or ground


def _vat(share: Minor, taxed: Vat, of_rate: Mapping[Decimal, str], country: Country, on: date) -> list[Line]:
    """The VAT that comes back of a lost principal: each rate in proportion, rounded; what remains is the loss."""
    whole, left = sum(gross for _, gross in taxed), share
    lines: list[Line] = []
    for place, (rate, gross) in enumerate(taxed, 1):
        mine = left if place == len(taxed) else half_up(share * gross, whole)
        left -= mine
        if vat := country.vat_back(mine, rate, on):
            lines.append(Line(of_rate[rate], vat, 0, VAT, PRINCIPAL, plain(rate)))
    return lines


def _receivable(vouchers: Sequence[Posted]) -> dict[str, Minor]:
    found = dict.fromkeys(PARTS, 0)
    for voucher in vouchers:
        for line in voucher.lines:
            if line.role == RECEIVABLE:
                found[line.part] += line.credit - line.debit
    return found


def _vat_again(vouchers: Sequence[Posted], part: str, stays: Minor, given: Minor) -> list[Line]:
    """The VAT by its accounts that is due again when only `stays` of `given` remains written off."""
    taken: dict[tuple[str, str], Minor] = defaultdict(int)
    has: dict[tuple[str, str], Minor] = defaultdict(int)
    for voucher in vouchers:
        for line in voucher.lines:
            if line.role == VAT and line.part == part:
                has[line.account, line.rate] += line.debit - line.credit
                if voucher.kind == WRITE_OFF:
                    taken[line.account, line.rate] += line.debit - line.credit
    keeps = {key: half_up(vat * stays, given) if given else 0 for key, vat in taken.items()}
    return [_line(account, keeps[account, rate] - vat, VAT, part, rate) for (account, rate), vat in has.items()]


def _role(vouchers: Sequence[Posted], part: str) -> tuple[str, str]:
    lines = [line for voucher in vouchers for line in voucher.lines if line.part == part]
    return (INCOME if any(line.role == INCOME for line in lines) else LOSS), part


def _against(vouchers: Sequence[Posted], part: str, accounts: Mapping[str, str]) -> str:
    """The account of a recovery: that of recovered losses, or the income account from which a charge was taken."""
    income = [line.account for voucher in vouchers for line in voucher.lines if line.part == part and line.role == INCOME]
    return income[-1] if income else accounts["recovery"]


def _line(account: str, amount: Minor, role: str, part: str, rate: str = "") -> Line:
    """A line: above zero is debit."""
    return Line(account, max(amount, 0), max(-amount, 0), role, part, rate)
