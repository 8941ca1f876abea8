"""Letters laid together in one PDF, to be printed in one go."""

from collections.abc import Iterable
from io import BytesIO

from pikepdf import Pdf


def bundle(letters: Iterable[bytes]) -> bytes:
    """The pages of all letters in their order; the same letters give the same bytes."""
    whole = Pdf.new()
    for letter in letters:
        with Pdf.open(BytesIO(letter)) as one:
            whole.pages.extend(one.pages)
    made = BytesIO()
    whole.save(made, deterministic_id=True)
    return made.getvalue()
