"""CVR numbers."""

from stdnum.dk import cvr
from stdnum.exceptions import ValidationError

from krav.kernel.refusal import KravError


def company_number(text: str) -> str:
    """Eight digits with their check; “CVR” and “DK” before them and blanks between them are forgiven.

    >>> company_number("CVR 13 58 56 28")
    '13585628'
    """
    bare = text.upper().replace("CVR", "").replace("-NR.", "").replace(":", "").strip().removeprefix("DK")
    try:
        return str(cvr.validate(bare))
    except ValidationError as error:
        raise KravError(f"“{text}” is not a CVR number: eight digits with a check digit, such as 13585628.") from error
