"""CVR numbers."""

from stdnum.dk import cvr
from stdnum.exceptions import ValidationError

from krav.kernel.refusal import KravError
from krav.law.persons import is_birth, plain


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


def masked(text: str) -> str:
    """A CPR number with only its day of birth to be seen; its check digits are a hint since 2007 and not asked for.

    >>> masked("010190-1234"), masked("13585628")
    ('010190-••••', '')
    """
    bare = plain(text)
    return f"{bare[:6]}-••••" if len(bare) == 10 and is_birth(int(bare[:2]), int(bare[2:4])) else ""
