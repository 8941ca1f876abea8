"""Papers of claims and cases: PDFs looked at, kept below KRAV_HOME under their hash, and named in facts."""

from datetime import date
from hashlib import sha256

from krav.actions.unit import Actor, Unit, unit
from krav.claims.told import Paper
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.queries.papers import attachment
from krav.wire import kept
from krav.wire.papers import pages_of, safe_name

KINDS = ("invoice", "contract", "notice", "proof", "plan", "ruling", "other")

_KIND = "papers"


def keep(account_id: int, data: bytes, name: str) -> Paper:
    """Looks at a PDF and keeps it under its hash; nobody knows of it before a fact names it.

    Raises:
        PaperError: it cannot be a paper of a claim.
    """
    paper = Paper(sha256(data).hexdigest(), safe_name(name), len(data), pages_of(data))
    kept.keep(_KIND, account_id, paper.sha256, data)
    return paper


def attach(
    account_id: int, claim_id: int | None, kind: str, paper: Paper, *, case_id: int | None = None, on: date, by: Actor,
    key: str = "",
) -> int:  # fmt: skip
    """Names a kept paper as one of a claim or of a case; its id.

    Raises:
        KravError: there is no such claim or case, or no such kind of paper.
    """
    if kind not in KINDS:
        raise KravError("A paper is one of {kinds}.", {"kinds": ", ".join(KINDS)})
    with unit(account_id, "attach", on=on, by=by, key=key) as work:
        claim_here = claim_id is None or rows.Claim.objects.filter(pk=claim_id).exists()
        case_here = case_id is None or rows.Case.objects.filter(pk=case_id).exists()
        if not claim_here or not case_here or claim_id is case_id is None:
            raise KravError("There is no such claim in this account.")
        made = named(work, claim_id, kind, paper, case_id=case_id)
        work.said = {"paper": paper.name, "kind": kind, "claim": claim_id, "case": case_id, "sha256": paper.sha256}
    return made


def named(work: Unit, claim_id: int | None, kind: str, paper: Paper, *, case_id: int | None = None) -> int:
    """The fact that names a kept paper, within a unit of work."""
    row = rows.Attachment.objects.create(
        account_id=work.creditor.id, claim_id=claim_id, case_id=case_id, kind=kind, name=paper.name, sha256=paper.sha256,
        size=paper.size, pages=paper.pages, on=work.on, told_by=work.by.name,
    )  # fmt: skip
    return int(row.pk)


def paper_bytes(account_id: int, digest: str) -> bytes:
    """The bytes of a kept paper, the same as were given.

    Raises:
        KravError: the file is gone, or is not what it was.
    """
    try:
        data = kept.kept(_KIND, account_id, digest)
    except FileNotFoundError:
        data = b""
    if sha256(data).hexdigest() != digest:
        raise KravError("The file of this paper is not there any more; restore it from the backup.")
    return data


def again(account_id: int, digest: str, name: str) -> Paper:
    """A paper that was kept before, looked at once more.

    Raises:
        KravError: it is not kept here.
    """
    if not (len(digest) == 64 and digest.isalnum()):
        raise KravError("The file of this paper is not there any more; restore it from the backup.")
    return keep(account_id, paper_bytes(account_id, digest), name)


def attached(account_id: int, attachment_id: int) -> tuple[str, bytes]:
    """The name and the bytes of a paper of the account in scope.

    Raises:
        KravError: there is no such paper, or its file is gone.
    """
    found = attachment(attachment_id)
    if found is None:
        raise KravError("There is no such paper in this account.")
    return found.name, paper_bytes(account_id, found.sha256)
