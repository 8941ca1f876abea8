"""Which journals there are: one a case. The account must be in scope."""

from krav.store import models as rows


def journals(number: str = "") -> list[tuple[int, str]]:
    """The id and the number of every case, or of the one with that number."""
    found = rows.Case.objects.filter(number=number) if number else rows.Case.objects.all()
    return list(found.order_by("id").values_list("id", "number"))
