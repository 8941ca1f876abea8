"""Organisation numbers."""

from stdnum.exceptions import ValidationError
from stdnum.se import orgnr

from krav.kernel.refusal import KravError
from krav.law.persons import is_birth, plain


def company_number(text: str) -> str:
    """Ten digits with their check; a dash, blanks and the “16” before a legal person's number are forgiven.

    >>> company_number("556677-8899"), company_number("16 556677-8899")
    ('5566778899', '5566778899')
    """
    bare = orgnr.compact(text)
    if len(bare) == 12:
        bare = bare.removeprefix("16")
    try:
        return str(orgnr.validate(bare))
    except ValidationError as error:
        example = "556677-8899"
        raise KravError(f"“{text}” is not an organisationsnummer: ten digits with a check digit, as {example}.") from error


def masked(text: str) -> str:
    """A personnummer or samordningsnummer with only its day of birth to be seen; a sole trader's organisation number is one.

    The third digit of a legal person's number is at least 2, so that its month is none. A samordningsnummer adds 60 to the
    day.

    >>> masked("900101-1234"), masked("19900161-1234"), masked("556677-8899")
    ('900101-••••', '19900161-••••', '')
    """
    bare = plain(text)
    head = bare[:-4]
    if len(bare) not in {10, 12} or (len(bare) == 12 and head[:2] not in {"18", "19", "20"}):
        return ""
    day, month = int(head[-2:]), int(head[-4:-2])
    return f"{head}-••••" if is_birth(day, month) or is_birth(day - 60, month) else ""
