"""What paid an invoice: transactions that Xledger has matched bear one number, and how much of each is left."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from krav.wire.accounting.values import MovementIn
from krav.wire.accounting.xledger import reading
from krav.wire.accounting.xledger.asking import Row


def match_of(row: Row) -> int:
    """The number of a match; 0 where there is none."""
    return int(row.get("matchId") or 0)


def movements(rows: Iterable[Row]) -> Mapping[str, tuple[MovementIn, ...]]:
    """What moved each invoice, by its id, among rows that hold every match whole."""
    groups: dict[int, list[Row]] = {}
    for row in rows:
        if match_of(row):
            groups.setdefault(match_of(row), []).append(row)
    return {key: found for group in groups.values() for key, found in _shared(group).items()}


def _shared(group: Sequence[Row]) -> dict[str, tuple[MovementIn, ...]]:
    """Each invoice is paid by what names it, then by what is oldest: the system does not tell which paid which."""
    claims = [row for row in group if reading.is_claim(row)]
    payers = sorted(
        (row for row in group if reading.amount(row) < 0), key=lambda row: (reading.posted_on(row), int(row["dbId"]))
    )
    left = {str(row["dbId"]): reading.rest(row) - reading.amount(row) for row in payers}
    lacking = {str(row["dbId"]): reading.amount(row) - reading.rest(row) for row in claims}
    found: dict[str, list[MovementIn]] = {str(row["dbId"]): [] for row in claims}
    for named in (True, False):
        for claim in sorted(claims, key=lambda row: (str(row.get("dueDate") or ""), str(row["dbId"]))):
            for payer in payers:
                key, by = str(claim["dbId"]), str(payer["dbId"])
                part = min(lacking[key], left[by])
                if part <= 0 or (named and payer.get("invoiceNumber") != claim.get("invoiceNumber")):
                    continue
                found[key].append(reading.movement(payer, claim, Decimal(part)))
                lacking[key] -= part
                left[by] -= part
    return {key: tuple(each) for key, each in found.items()}
