"""An invoice as the customer got it, fetched from the accounting system and kept as a paper of its claim."""

from datetime import date

from krav.actions.attachments import keep, named
from krav.actions.syncing import READ, books_of, connection
from krav.actions.unit import Actor, unit
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.scope import account_scope


def fetch_paper(account_id: int, claim_id: int, *, on: date, by: Actor, key: str = "") -> bool:
    """Fetches the invoice of a claim, once; False where the system keeps none.

    Raises:
        KravError: the claim is not one of the books that are connected, or its invoice is here already.
        Broken: the system cannot be asked.
    """
    with account_scope(account_id):
        link = connection()
        told = rows.BooksItem.objects.filter(connection=link, claim_id=claim_id).values_list("item", "number").first()
    if link is None or link.state not in READ or told is None:
        raise KravError("This invoice did not come from an accounting system that is connected.")
    found = books_of(account_id, link).document(told[0])
    if found is None:
        return False
    with unit(account_id, "attach", on=on, by=by, key=key) as work:
        if rows.Attachment.objects.filter(claim_id=claim_id, kind="invoice").exists():
            raise KravError("The invoice is among the papers of the claim already.")
        paper = keep(account_id, found.content, found.name)
        named(work, claim_id, "invoice", paper)
        work.said = {"paper": paper.name, "kind": "invoice", "claim": claim_id, "sha256": paper.sha256}
    return True
