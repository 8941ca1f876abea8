"""Text for a cell that a person opens in a spreadsheet."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("Fjordbo")
    ("'=1+1", 'Fjordbo')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text
