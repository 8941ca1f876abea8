"""Something that a debtor said, for tests that need one of everything."""

from datetime import date
from io import BytesIO

from PIL import Image

from krav.actions.debtor_words import Said, keep_proof, say
from krav.store.models import Letter
from krav.store.scope import account_scope


def paid_with_proof(account_id: int, number: str, on: date) -> int:
    """The debtor of an invoice says that it paid, and shows a picture; what was said has this id."""
    made = BytesIO()
    Image.new("RGB", (40, 60), "white").save(made, "PNG")
    with account_scope(account_id):
        letter = Letter.objects.filter(letterclaim__claim__number=number).values_list("id", flat=True)[0]
    return say(account_id, letter, Said("paid", on=on, proof=keep_proof(account_id, made.getvalue())), on=on, key="said")
