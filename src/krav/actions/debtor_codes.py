"""The codes on letters that open their debtor's page: made with the letters, shown by them, ended by a person."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta

from django.conf import settings

from krav.actions.unit import Actor, Unit, unit
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.queries.portal import codes_of
from krav.store.scope import account_in_scope
from krav.wire import clock
from krav.wire.debtor_links import address, code_for, fingerprint
from krav.wire.sealed import unseal_text

_MANY = 1_000


def make_codes(letters: Sequence[tuple[int, date]], work: Unit) -> int:
    """A code for each letter of that id and day, in bulk; how many. None where the pages cannot be reached."""
    if not settings.KRAV_DEBTOR_PAGES:
        return 0
    account_id, lasts = work.creditor.id, timedelta(days=settings.KRAV_DEBTOR_PAGE_DAYS)
    made = [
        rows.DebtorCode(
            account_id=account_id,
            letter_id=letter_id,
            sha256=fingerprint(code_for(account_id, letter_id)),
            until=sent_on + lasts,
        )
        for letter_id, sent_on in letters
    ]
    rows.DebtorCode.objects.bulk_create(made, batch_size=_MANY)
    return len(made)


def links(letter_ids: Collection[int]) -> Mapping[int, str]:
    """The addresses that letters of the account in scope bear, by their ids; those that were ended, too.

    A letter keeps its bytes: it bears what it was made with. One whose code no key of this home gives bears none.
    """
    account_id, left = account_in_scope(), codes_of(letter_ids)
    found: dict[int, str] = {}
    for key in _keys():
        if not left:
            break
        codes = {letter_id: code_for(account_id, letter_id, key) for letter_id in left}
        found |= {letter_id: address(code) for letter_id, code in codes.items() if fingerprint(code) == left[letter_id]}
        left = {letter_id: kept for letter_id, kept in left.items() if letter_id not in found}
    return found


def _keys() -> Iterator[bytes]:
    """The key that codes are made with, then those that made them before."""
    yield settings.KRAV_SEAL
    yield from settings.KRAV_OLD_SEALS
    for kept in rows.LinkKey.objects.order_by("-pk").values_list("key", flat=True):
        yield unseal_text(kept).encode()


def end_codes(account_id: int, debtor_id: int, *, on: date, by: Actor, key: str = "") -> int:
    """Ends every code that opens a debtor's page; how many. The next letter has a new one.

    Raises:
        KravError: none is in force.
    """
    with unit(account_id, "end_debtor_codes", on=on, by=by, key=key) as work:
        mine = rows.DebtorCode.objects.filter(account_id=account_id, letter__in=rows.Letter.objects.filter(debtor=debtor_id))
        ended = mine.filter(ended_at__isnull=True, until__gte=on).update(ended_at=clock.now())
        if not ended:
            raise KravError("No link of this customer’s letters is open.")
        work.said = {"debtor": debtor_id, "ended": ended}
    return ended
