"""The content of stored letters: reckoned anew from the facts each letter was decided on, and held against its total."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby

from krav.actions.correcting import correcting
from krav.actions.debtor_codes import links
from krav.claims.branding import may_stand
from krav.claims.check import Breach, Proposal, check_letter
from krav.claims.decide import PlannedLetter, reckon_claim
from krav.claims.ledger import Claim, Entry, EntryKind, Relation
from krav.claims.letter import Addressee, Keeper, Letter, LetterFee, LetterItem, Movement, Sender
from krav.claims.reckon import Reckoning, calendar_of, interest_lines
from krav.kernel.days import ONE_DAY
from krav.kernel.money import Minor, Money, half_up
from krav.kernel.refusal import KravError
from krav.law.country import Country
from krav.law.interest import SCALE
from krav.law.step import CORRECTION, Step
from krav.store import load
from krav.store import models as rows
from krav.store.load import Creditor, Seen
from krav.store.queries.corrections import step_of
from krav.store.queries.firms import Client, keeper
from krav.store.queries.letters import Invoice, StoredLetter, invoices, stored_letters
from krav.store.queries.partners import partner_names
from krav.wire.logos import firm_logo, logo

_CHARGES = (EntryKind.FEE, EntryKind.COMPENSATION, EntryKind.COSTS)


class MustNotLeave(KravError):
    """A letter that may not be sent, and why."""

    def __init__(self, letter: StoredLetter, reason: str) -> None:
        super().__init__(f"Letter {letter.number} is not sent: {reason}")
        self.letter_id = letter.id


def contents(letter_ids: Iterable[int], creditor: Creditor) -> Iterator[Letter]:
    """The letters as values, oldest first. The account must be in scope.

    Raises:
        MustNotLeave: a letter's total is not what it was decided with, or the law does not allow it.
    """
    letters = stored_letters(letter_ids, creditor.country.code)
    client = keeper(creditor.id)
    known = invoices({claim_id for letter in letters for claim_id in letter.claim_ids})
    opening = links([letter.id for letter in letters])
    partners = partner_names(letter.id for letter in letters)
    for (sent_on, entries_to), group in groupby(letters, key=lambda letter: (letter.sent_on, letter.entries_to)):
        together = list(group)
        ids = {claim_id for letter in together for claim_id in letter.claim_ids}
        claims = load.claims(ids, Seen(entries_to, sent_on))
        relations = load.relations([letter.debtor_id for letter in together], sent_on - ONE_DAY)
        for letter in together:
            relation = relations.get(letter.debtor_id, Relation())
            found = letter_of(letter, [claims[key] for key in letter.claim_ids], known, relation, creditor)
            found = kept_by(replace(found, link=opening.get(letter.id, "")), client, creditor)
            if name := partners.get(letter.id):
                found = replace(found, sender=replace(found.sender, collector=name), next_step=None)
            yield correcting(letter, found, creditor) if letter.step == CORRECTION else found


def letter_of(
    stored: StoredLetter, claims: list[Claim], known: dict[int, Invoice], relation: Relation, creditor: Creditor
) -> Letter:
    """The letter as a value; `claims` are as they were before it, with the entries that it adds.

    Raises:
        MustNotLeave: its total is not what its claims come to, or the law does not allow it.
    """
    law = creditor.country
    pairs = [(claim, reckon_claim(claim, law, stored.sent_on)) for claim in claims]
    total = sum(reckoning.total for _, reckoning in pairs)
    if total != stored.total:
        told, found = Money(stored.total, stored.currency), Money(total, stored.currency)
        raise MustNotLeave(stored, f"it was decided at {told} and its facts now come to {found}.")
    base = sum(reckoning.principal for _, reckoning in pairs)
    breaches = [breach for claim, _ in pairs for breach in _breaches(stored, claim, base, creditor, relation)]
    if breaches and stored.step != CORRECTION:
        raise MustNotLeave(stored, " ".join(map(str, breaches)))
    previous = sorted({past.sent_on for claim in claims for past in claim.letters})
    return Letter(
        country=law.code,
        number=stored.number,
        step=_step(stored, creditor),
        sent_on=stored.sent_on,
        deadline_on=stored.deadline_on,
        currency=stored.currency,
        sender=sender_of(creditor),
        payee=creditor.payee,
        addressee=_in_language(stored.addressee, creditor.language),
        reference=known[claims[0].id].reference,
        items=tuple(_item(claim, reckoning, known[claim.id], law, stored.sent_on) for claim, reckoning in pairs),
        fees=tuple(fee for claim, parts in pairs for fee in _charges(claim, EntryKind.FEE, parts.fees, stored)),
        costs=tuple(cost for claim, parts in pairs for cost in _charges(claim, EntryKind.COSTS, parts.costs, stored)),
        total=total,
        per_diem=sum(_per_diem(claim, reckoning, creditor, stored.sent_on) for claim, reckoning in pairs),
        credit=sum(reckoning.overpaid for _, reckoning in pairs),
        previous=tuple(previous),
        next_step=creditor.policy.step_after(stored.step),
        draft=not creditor.texts_approved,
    )


def unwritten(
    planned: PlannedLetter, known: dict[int, Invoice], to: Addressee, relation: Relation, creditor: Creditor
) -> Letter:
    """A letter that was decided and not written, as it would be sent; `known` are its invoices by claim."""
    claims = [replace(item.claim, entries=(*item.claim.entries, *item.entries)) for item in planned.taken]
    number = f"{planned.sent_on.year}-{rows.Letter.objects.count() + 1:05d}"
    stored = StoredLetter(
        0, planned.debtor_id, number, planned.step.key, planned.sent_on, planned.deadline_on, planned.currency, planned.fee,
        planned.total, 0, to, tuple(claim.id for claim in claims),
    )  # fmt: skip
    return kept_by(letter_of(stored, claims, known, relation, creditor), keeper(creditor.id), creditor)


def kept_by(letter: Letter, client: Client | None, creditor: Creditor) -> Letter:
    """The letter with its firm in the foot, where the law lets it and the firm looked after the account on its day."""
    if client is None or not client.branded or letter.sent_on < client.since or letter.step.key == CORRECTION:
        return letter
    named = Keeper(client.name, client.words, firm_logo(client.firm_id, client.logo))
    return replace(letter, keeper=named) if may_stand(creditor.country, letter.step.kind, letter.sent_on, named) else letter


def sender_of(creditor: Creditor) -> Sender:
    """The creditor as its letters show it, its logo with it."""
    return replace(creditor.sender, logo=logo(creditor.id, creditor.logo)) if creditor.logo else creditor.sender


def _in_language(to: Addressee, language: str) -> Addressee:
    return to if to.language else replace(to, language=language)


def _breaches(
    stored: StoredLetter, claim: Claim, base: Minor, creditor: Creditor, relation: Relation
) -> tuple[Breach, ...]:
    """What is unlawful about the letter for one of its claims, asked of the claim as it was before the letter.

    `base` is the principal of all its claims: what a letter of a case may cost rests on them together.
    """
    own = [entry for entry in claim.entries if entry.on == stored.sent_on and entry.kind in _CHARGES]
    before = replace(claim, entries=tuple(entry for entry in claim.entries if entry not in own))
    earlier = Relation(tuple(day for day in relation.fee_days if day < stored.sent_on))
    charged = {kind: sum(entry.amount for entry in own if entry.kind is kind) for kind in _CHARGES}
    step = _step(stored, creditor)
    wanted = Proposal(
        step,
        stored.sent_on,
        stored.deadline_on,
        charged[EntryKind.FEE],
        charged[EntryKind.COMPENSATION],
        settlement=charged[EntryKind.COSTS],
        base=base,
    )
    return check_letter(creditor.country, before, wanted, earlier)


def _step(stored: StoredLetter, creditor: Creditor) -> Step:
    return step_of(stored.step, creditor)


def _item(claim: Claim, reckoning: Reckoning, invoice: Invoice, law: Country, on: date) -> LetterItem:
    start = law.interest_from(claim.terms)
    calendar = calendar_of(claim, law)
    return LetterItem(
        number=claim.number,
        description=invoice.description,
        issued_on=invoice.issued_on,
        due_on=claim.terms.due_on,
        interest_from=start,
        amount=claim.face,
        covered=claim.face - reckoning.principal,
        principal=reckoning.principal,
        interest=reckoning.interest,
        interest_lines=() if claim.contract_rate == 0 else interest_lines(claim.entries, start, calendar, on),
        movements=tuple(
            Movement(entry.kind.value, entry.on, entry.amount)
            for entry in claim.entries
            if entry.kind in {EntryKind.PAYMENT, EntryKind.CREDIT}
        ),
        compensation=reckoning.compensation,
    )


def _charges(claim: Claim, kind: EntryKind, open_amount: Minor, stored: StoredLetter) -> Iterator[LetterFee]:
    """Each fee, or each cost of the case, still open by the letter it was charged for; payments covered the oldest first.

    A charge that was taken back stands twice, charged and reversed, and is left out.
    """
    steps = {past.sent_on: past.step for past in claim.letters} | {stored.sent_on: stored.step}
    charged: list[Entry] = []
    for entry in claim.entries:
        if entry.kind is kind and entry.amount > 0:
            charged.append(entry)
        elif entry.kind is kind:
            _take_back(entry, charged)
    covered = sum(entry.amount for entry in charged) - open_amount
    for entry in charged:
        paid = min(covered, entry.amount)
        covered -= paid
        if entry.amount > paid:
            yield LetterFee(entry.label, steps.get(entry.on, ""), entry.on, entry.amount - paid, entry.amount)


def _take_back(entry: Entry, charged: list[Entry]) -> None:
    """The charge of the same name and amount goes, that of the same day first; where there is none, the newest do."""
    alike = [each for each in charged if (each.label, each.amount) == (entry.label, -entry.amount)]
    if alike:
        charged.remove(next((each for each in alike if each.on == entry.on), alike[-1]))
        return
    back = -entry.amount
    while back > 0 and charged:
        last = charged.pop()
        if last.amount > back:
            charged.append(last._replace(amount=last.amount - back))
        back -= last.amount


def _per_diem(claim: Claim, reckoning: Reckoning, creditor: Creditor, on: date) -> Minor:
    """A day's interest at the rate in force on the day."""
    calendar = calendar_of(claim, creditor.country)
    return half_up(reckoning.principal * calendar.factor(on - ONE_DAY, on), SCALE)
