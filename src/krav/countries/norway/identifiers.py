"""Organisation numbers and bank accounts."""

from stdnum.exceptions import ValidationError
from stdnum.no import kontonr, orgnr

from krav.kernel.refusal import KravError
from krav.law.persons import is_birth, plain


def company_number(text: str) -> str:
    """Nine digits with their check; “NO”, “Org.nr.”, “MVA” and blanks around them are forgiven.

    >>> company_number("NO 974 760 673 MVA")
    '974760673'
    """
    bare = text.upper().replace("ORG.NR.", "").replace(":", "").strip().removeprefix("NO").removesuffix("MVA")
    try:
        return str(orgnr.validate(bare))
    except ValidationError as error:
        raise KravError(
            f"“{text}” is not an organisasjonsnummer: nine digits with a check digit, such as 974760673."
        ) from error


def account(text: str) -> str:
    """A bank account in plain form: eleven digits with their check; points and blanks are forgiven.

    >>> account("1234.56.78903")
    '12345678903'
    """
    try:
        plain = str(kontonr.validate(text))
    except ValidationError:
        plain = ""
    if len(plain) != 11:
        raise KravError(
            f"“{text}” is not a Norwegian bank account: eleven digits with a check digit, such as 1234 56 78903."
        )
    return plain


def masked(text: str) -> str:
    """A fødselsnummer or D-nummer with only its day of birth to be seen; the check of 2032 differs and is not asked for.

    A D-nummer adds 40 to the day; numbers of helpers and of tests add 40, 65 or 80 to the month.

    >>> masked("010190 12345"), masked("410190 12345"), masked("974760673")
    ('010190-•••••', '410190-•••••', '')
    """
    bare = plain(text)
    if len(bare) != 11:
        return ""
    day, month = int(bare[:2]), int(bare[2:4])
    months = [month - more for more in (0, 40, 65, 80)]
    return f"{bare[:6]}-•••••" if any(is_birth(day - more, each) for more in (0, 40) for each in months) else ""
