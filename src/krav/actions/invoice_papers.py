"""What invoice files bring besides the invoice: its papers, named in one insert, and the file itself as it came."""

import re
from collections.abc import Collection, Mapping, Sequence

from krav.actions import attachments
from krav.actions.unit import Unit
from krav.claims.told import Paper
from krav.formats.values import AttachmentIn, ItemIn, Unused
from krav.store import models as rows
from krav.store.write import insert_many
from krav.wire import kept
from krav.wire.papers import PaperError
from krav.wire.pictures import as_pdf

_COLUMNS = ("claim_id", "kind", "name", "sha256", "size", "pages", "on", "told_by")
_FILES = "invoices"
_PICTURE = re.compile(r"\.(png|jpe?g)$", re.IGNORECASE)
_INVOICE = re.compile(r"invoice|faktura|kredit ?not|credit ?note|regning|räkning", re.IGNORECASE)
_CONTRACT = "ContractDocumentReference"


def take_in(work: Unit, items: Sequence[ItemIn], claims: Mapping[str, int], fresh: Collection[int]) -> list[Unused]:
    """Keeps the papers of the items and names each once as one of its claim; what cannot be kept, and why.

    `claims` are the ids of the claims by number, `fresh` those that are just made. A credit note's papers belong to the
    invoice it lowers.
    """
    brought = [
        (claims[number], item, paper, number == item.number)
        for item in items
        if item.attachments and (number := _about(item, claims)) in claims
        for paper in item.attachments
    ]
    known = {claim_id for claim_id, *_ in brought}.difference(fresh)
    there = set(rows.Attachment.objects.filter(claim_id__in=known).values_list("claim_id", "sha256"))
    new, unused = [], []
    for claim_id, item, given, own in brought:
        try:
            paper = _kept(work.creditor.id, given)
        except PaperError as error:
            unused.append(Unused(f"{item.where}, {given.name}", str(error).rstrip(".")))
            continue
        if (claim_id, paper.sha256) not in there:
            there.add((claim_id, paper.sha256))
            told = (paper.name, paper.sha256, paper.size, paper.pages, work.on, work.by.name)
            new.append((claim_id, _kind(item, given) if own else "other", *told))
    insert_many(rows.Attachment, _COLUMNS, new)
    return unused


def _about(item: ItemIn, claims: Mapping[str, int]) -> str:
    """The number of the claim that an item's papers belong to."""
    return item.credits if not item.stands_alone and item.credits in claims else item.number


def _kept(account_id: int, given: AttachmentIn) -> Paper:
    return attachments.keep(account_id, as_pdf(given.content), _PICTURE.sub("", given.name))


def _kind(item: ItemIn, given: AttachmentIn) -> str:
    """The invoice itself where the file calls the paper so, or by its number: nothing else is shown to a court as it."""
    if given.about.startswith(_CONTRACT):
        return "contract"
    named = f"{given.name} {given.about}"
    signs = re.escape(item.number)
    itself = _INVOICE.search(named) or re.search(rf"(?<![^\W_]){signs}(?![^\W_])", named)
    return "invoice" if itself else "other"


def keep_file(account_id: int, digest: str, data: bytes) -> None:
    """Keeps an invoice file as it came, under its hash."""
    kept.keep(_FILES, account_id, digest, data)


def has_file(account_id: int, digest: str) -> bool:
    """Whether the file of that hash is kept as it came."""
    return kept.has(_FILES, account_id, digest)


def invoice_file(account_id: int, digest: str) -> bytes:
    """An invoice file as it came.

    Raises:
        FileNotFoundError: it is not kept.
    """
    return kept.kept(_FILES, account_id, digest)
