"""The cells of a workbook as text: days ISO, numbers plain, binary noise taken off."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from numbers import Real

_CENT = Decimal("0.01")
_NOISE = Decimal("1e-9")
_EXACT = 10**15


def text(cell: object) -> str:
    r"""The cell as a line of text; a number has a decimal point and no thousands mark.

    >>> text(" Ny\n vej "), text(True), text(date(2026, 1, 31)), text(1234.5), text(7)
    ('Ny vej', 'yes', '2026-01-31', '1234.50', '7')
    """
    if isinstance(cell, str):
        return " ".join(cell.split()) if len(cell.splitlines()) > 1 else cell.strip()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return _number(Decimal(str(cell))) if isinstance(cell, Real) else str(cell)


def numeric(rows: Sequence[Sequence[object]]) -> frozenset[int]:
    """The places of the columns that hold a number somewhere."""
    kinds = [set(map(type, column)) - {bool} for column in zip(*rows, strict=True)]
    return frozenset(place for place, types in enumerate(kinds) if any(issubclass(kind, Real) for kind in types))


def _number(value: Decimal) -> str:
    """Money where the number is within 10^-9 of it; four decimals or more where not, so that it is never thousands.

    A workbook keeps 15 digits of a number: a longer one is left with its exponent, which no column takes.
    """
    if not value.is_finite() or abs(value) >= _EXACT:
        return f"{value:.14E}"
    cents = value.quantize(_CENT)
    if abs(value - cents) <= _NOISE:
        return f"{cents:f}".removesuffix(".00")
    return f"{value:.4f}" if value == value.quantize(_CENT**2) else f"{value:f}"
