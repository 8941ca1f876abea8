"""A case as it is told to a partner: made once, with its papers, and kept byte for byte, so that it is the same again."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from krav.actions.attachments import paper_bytes
from krav.actions.case_files import CaseFile
from krav.claims.case import Case
from krav.kernel.refusal import KravError
from krav.law.matter import Matter, MatterClaim, Party
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store import numbers
from krav.store.entries import last_entry
from krav.wire import kept
from krav.wire.partners.values import CaseOut, ClaimOut, DocumentOut, PartyOut

_KIND = "handed"
_PDF = "application/pdf"
_DAYS = ("issued_on", "due_on", "interest_from", "barred_on")


def marks() -> str:
    """The last ids of the facts there are, as they are kept with a hand-over. The account must be in scope."""
    last = {"entry": last_entry()}
    for name, model in (("voucher", rows.Voucher), ("hold", rows.Hold), ("hold_lift", rows.HoldLift)):
        last[name] = model.objects.order_by("-id").values_list("id", flat=True).first() or 0
    return json.dumps(last)


def told_case(case: Case, matter: Matter, agreement: rows.Agreement, key: str, *, notice: bool) -> CaseOut:
    """The case as a partner is told of it, without its papers."""
    return CaseOut(
        key=key,
        number=case.number,
        country=matter.country,
        currency=case.currency,
        on=matter.on,
        creditor=_party(matter.creditor, matter.country),
        debtor=_party(matter.debtor, matter.country),
        account=matter.payee.account,
        claims=tuple(_claim(claim, matter) for claim in matter.owed),
        reference=matter.owed[0].reference if matter.owed else "",
        notice=notice,
        client_number=agreement.client_number,
    )


def made(file: CaseFile, row: rows.HandOver, renderer: Renderer) -> CaseOut:
    """The case of a hand-over with its file and papers, all of them kept. The account must be in scope.

    Raises:
        KravError: a paper of the case is gone.
    """
    account_id, bare = file.account_id, told_case(file.case, file.matter, row.agreement, row.key, notice=row.notice)
    papers = [_document("dossier", f"{file.case.number}.pdf", file.pdf(renderer))]
    papers += [_document(each.kind, each.name, paper_bytes(account_id, each.sha256)) for each in file.papers]
    data = file.json()
    for name, content in [(each.sha256, each.content) for each in papers] + [(sha256(data).hexdigest(), data)]:
        kept.keep(_KIND, account_id, name, content)
    return replace(bare, data=data, documents=tuple(papers))


def text_of(case: CaseOut) -> str:
    """What was handed over, as it is kept: papers and the file by their hashes, a person's number sealed."""
    shown, sealed = numbers.kept(case.debtor.company_number)
    told = asdict(replace(case, data=b"", documents=(), debtor=case.debtor._replace(company_number=shown)))
    if sealed:
        told["sealed"] = sealed
    told["data"] = sha256(case.data).hexdigest()
    told["documents"] = [[each.kind, each.name, each.media, each.sha256] for each in case.documents]
    return json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)


def case_of(account_id: int, text: str) -> CaseOut:
    """What was handed over, the same to the last byte.

    Raises:
        KravError: a paper of it is gone.
    """
    told: dict[str, Any] = json.loads(text)
    debtor = PartyOut(*told["debtor"])
    if sealed := told.pop("sealed", ""):
        debtor = debtor._replace(company_number=numbers.opened(sealed))
    documents = tuple(
        DocumentOut(kind, name, media, _bytes(account_id, digest), digest) for kind, name, media, digest in told["documents"]
    )
    return CaseOut(
        **{
            **told,
            "on": date.fromisoformat(told["on"]),
            "creditor": PartyOut(*told["creditor"]),
            "debtor": debtor,
            "claims": tuple(_claim_again(each) for each in told["claims"]),
            "data": _bytes(account_id, told["data"]),
            "documents": documents,
        }
    )


def _bytes(account_id: int, digest: str) -> bytes:
    try:
        return kept.kept(_KIND, account_id, digest)
    except FileNotFoundError as error:
        raise KravError("A paper that goes to the partner is not there any more; restore it from the backup.") from error


def _document(kind: str, name: str, content: bytes) -> DocumentOut:
    return DocumentOut(kind, name, _PDF, content, sha256(content).hexdigest())


def _party(party: Party, home: str) -> PartyOut:
    kind = "consumer" if party.kind.is_consumer else "business"
    where = (party.street, party.postcode, party.city, party.country or home)
    number = numbers.whole(party.number, party.sealed)
    return PartyOut(party.name, party.customer, number, *where, party.email, party.phone, kind)


def _claim(claim: MatterClaim, matter: Matter) -> ClaimOut:
    about = sorted(_letters(claim, matter), key=lambda letter: letter[1])
    return ClaimOut(
        number=claim.number,
        description=claim.description,
        issued_on=claim.issued_on,
        due_on=claim.due_on,
        amount=claim.amount,
        principal=claim.principal,
        interest=claim.interest,
        interest_from=claim.interest_from,
        rate=claim.percent,
        fees=sum(fee.open for fee in claim.fees),
        compensation=sum(each.open for each in claim.compensation),
        costs=sum(cost.open for cost in claim.costs),
        letters=tuple(about),
        barred_on=claim.barred_on,
    )


def _letters(claim: MatterClaim, matter: Matter) -> Iterator[tuple[str, date, date]]:
    for letter in matter.letters:
        if claim.number in letter.claims:
            yield letter.kind.value, letter.sent_on, letter.deadline_on


def _claim_again(values: list[Any]) -> ClaimOut:
    told = dict(zip(ClaimOut._fields, values, strict=True))
    told |= {name: date.fromisoformat(told[name]) for name in _DAYS if told[name]}
    told["rate"] = Decimal(told["rate"])
    told["letters"] = tuple((kind, date.fromisoformat(on), date.fromisoformat(until)) for kind, on, until in told["letters"])
    return ClaimOut(**told)
