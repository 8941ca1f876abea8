"""Organisation numbers."""

from stdnum.exceptions import ValidationError
from stdnum.se import orgnr

from krav.kernel.refusal import KravError


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
