"""What a bank tells of its payments, in the room there is for it: what tells money from money is shortened, never cut."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from krav.formats.values import BankFileIn, PaymentIn, StatementIn

WIDTHS = {"key": 60, "bank_entry": 80, "payer_name": 200, "payer_account": 40, "payer_number": 20}
"""Letters there is room for; a key leaves room for what is put before it (“back:”)."""

_DIGEST = 24


def fitted(content: BankFileIn) -> BankFileIn:
    """The file with every payment in that room: a name is cut, a key or an entry's name ends in a digest of all of it.

    An account or number that is too long is none. Letters that no database holds (NUL) are left out.
    """
    return replace(content, statements=tuple(map(_statement, content.statements)))


def _statement(told: StatementIn) -> StatementIn:
    return replace(told, payments=_payments(told.payments), pending=_payments(told.pending))


def _payments(told: Iterable[PaymentIn]) -> tuple[PaymentIn, ...]:
    return tuple(item if _fits(item) else _payment(item) for item in told)


def _fits(item: PaymentIn) -> bool:
    texts = (item.key, item.bank_entry, item.payer_name, item.payer_account, item.payer_number)
    return "\0" not in "".join(texts) and all(len(text) <= most for text, most in zip(texts, WIDTHS.values(), strict=True))


def _payment(item: PaymentIn) -> PaymentIn:
    account, number = _bare(item.payer_account), _bare(item.payer_number)
    return item._replace(
        key=_told_apart(item.key, WIDTHS["key"]),
        bank_entry=_told_apart(item.bank_entry, WIDTHS["bank_entry"]),
        payer_name=_bare(item.payer_name)[: WIDTHS["payer_name"]],
        payer_account=account if len(account) <= WIDTHS["payer_account"] else "",
        payer_number=number if len(number) <= WIDTHS["payer_number"] else "",
    )


def _told_apart(text: str, most: int) -> str:
    """The text, or its beginning and a digest of all of it.

    >>> _told_apart("A" * 60, 60) == "A" * 60, len(_told_apart("A" * 61, 60))
    (True, 60)
    """
    bare = _bare(text)
    if len(bare) <= most and bare == text:
        return text
    return f"{bare[: most - _DIGEST - 1]}-{hashlib.sha256(text.encode()).hexdigest()[:_DIGEST]}"


def _bare(text: str) -> str:
    return text.replace("\0", "")
