"""Reads of what a court is told of a case: parties, letters as they left, what came in since. The account in scope."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from krav.claims.case import Case
from krav.claims.court import Papers, matter
from krav.claims.decide import reckon_claim
from krav.kernel.money import Minor
from krav.law.matter import Matter, Party, Sent
from krav.law.procedure import Filing
from krav.law.step import DebtorKind, StepKind
from krav.store import models as rows
from krav.store.load import Creditor
from krav.store.queries.letters import CARRIES

_KINDS = {kind.value: kind for kind in StepKind}


class Reduction(NamedTuple):
    """Money or a credit note that the court has not heard of; `amount` lowers the claim and is positive."""

    number: str
    kind: str
    on: date
    amount: Minor


def matter_of(case: Case, creditor: Creditor, on: date, filing: Filing | None = None) -> Matter:
    """All a case says on a day, with what that filing would cost.

    Raises:
        NotInForce: interest runs on a day without a known rate, or what filing costs is not known.
    """
    law = creditor.country
    principal = sum(reckon_claim(claim, law, on).principal for claim in case.claims if claim.face > 0)
    costs = law.filing_costs(filing, principal, on) if filing else ()
    return matter(case, papers_of(case, creditor), law, on, costs)


def papers_of(case: Case, creditor: Creditor) -> Papers:
    """Who the parties are, what the invoices are for, and the letters about them as they left."""
    ids = [claim.id for claim in case.claims]
    columns = ("id", "description", "reference", "claimstate__barred_on")
    invoices = list(rows.Claim.objects.filter(id__in=ids).values_list(*columns))
    sender = creditor.sender
    return Papers(
        creditor=Party(
            name=sender.name,
            number=sender.company_number,
            kind=DebtorKind.BUSINESS,
            street=sender.street,
            postcode=sender.postcode,
            city=sender.city,
            phone=sender.phone,
            email=sender.email,
        ),
        payee=creditor.payee,
        debtor=_debtor(case.debtor_id, creditor.country.code),
        invoices={row[0]: (row[1], row[2]) for row in invoices},
        letters=tuple(sorted((*_letters(ids), *_elsewhere(ids)), key=lambda letter: (letter.sent_on, letter.number))),
        barred={row[0]: row[3] for row in invoices},
    )


def _debtor(debtor_id: int, home: str) -> Party:
    debtor = rows.Debtor.objects.get(pk=debtor_id)
    abroad = debtor.country.upper()
    return Party(
        name=debtor.name,
        number=debtor.company_number,
        sealed=debtor.sealed_number,
        kind=DebtorKind(debtor.kind or DebtorKind.CONSUMER),
        street=debtor.street,
        postcode=debtor.postcode,
        city=debtor.city,
        country="" if abroad == home else abroad,
        attention=debtor.attention,
        email=debtor.email,
        customer=debtor.number,
    )


def _letters(claim_ids: list[int]) -> list[Sent]:
    """The letters that left or are on their way; those taken back or returned are none."""
    about: dict[int, list[str]] = defaultdict(list)
    joined = rows.LetterClaim.objects.filter(
        claim_id__in=claim_ids, letter__withdrawal__isnull=True, letter__returned__isnull=True
    )
    for letter_id, number in joined.order_by("id").values_list("letter_id", "claim__number"):
        about[letter_id].append(number)
    proofs = rows.Dispatch.objects.filter(letter_id__in=about, channel__in=CARRIES).order_by("id")
    proof = {row[0]: row[1:] for row in proofs.values_list("letter_id", "channel", "at", "address", "sha256")}
    columns = ("id", "number", "step", "kind", "sent_on", "deadline_on")
    found = rows.Letter.objects.filter(id__in=about).order_by("id").values_list(*columns)
    return [
        Sent(number, step, _KINDS[kind], sent_on, deadline_on, tuple(about[key]), *proof.get(key, ()))
        for key, number, step, kind, sent_on, deadline_on in found
    ]


def _elsewhere(claim_ids: list[int]) -> list[Sent]:
    """The letters that other systems sent, as somebody told of them."""
    columns = ("id", "step", "kind", "sent_on", "deadline_on", "claim__number", "channel", "address")
    found = rows.SentElsewhere.objects.filter(claim_id__in=claim_ids).order_by("id").values_list(*columns)
    return [
        Sent("", step, _KINDS[kind], sent_on, deadline_on, (number,), channel, None, address, elsewhere=True)
        for _, step, kind, sent_on, deadline_on, number, channel, address in found
    ]


def letter_ids(case: Case) -> list[tuple[int, str]]:
    """The id and the number of every letter about the case's claims that was not taken back, oldest first."""
    found = rows.Letter.objects.filter(
        letterclaim__claim_id__in=[claim.id for claim in case.claims], withdrawal__isnull=True
    )
    return list(found.order_by("id").distinct().values_list("id", "number"))


def reductions(case: Case) -> list[Reduction]:
    """What lowered the claims after the case was filed: the court or authority has to be told of it."""
    if case.filed is None:
        return []
    columns = ("claim__number", "kind", "on", "amount")
    later = rows.Entry.objects.filter(
        claim_id__in=[claim.id for claim in case.claims],
        id__gt=case.filed.data["entries_to"],
        kind__in=("payment", "credit"),
    )
    return [Reduction(number, kind, on, -amount) for number, kind, on, amount in later.order_by("id").values_list(*columns)]
