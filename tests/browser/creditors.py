"""Companies that strangers set up in the browser, one a country, and the ledgers their books would give them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Creditor:
    """A company: what its person types and chooses, how its books write, and what its first letter is called."""

    country: str
    number: str
    name: str
    slug: str
    typed: dict[str, str]
    chosen: Sequence[str]
    headings: str
    business: str
    consumer: str
    day: str
    letter: str

    def ledger(self, *lines: str) -> bytes:
        """A file of open items as the books of the country write it."""
        return "\r\n".join((self.headings, *lines, "")).encode()

    def line(self, number: str, customer: str, amount: str, due: date, *, consumer: bool = False) -> str:
        """An open item; a customer has one number and one address."""
        kind = self.consumer if consumer else self.business
        issued, until = date(2026, 7, 1).strftime(self.day), due.strftime(self.day)
        return f"{sum(map(ord, customer))};{customer};{kind};Havnevej 3;8600;Silkeborg;{number};{issued};{until};{amount}"


DENMARK = Creditor(
    country="Danmark", number="99 55 00 07", name="Kajen Både ApS", slug="kajen-bade-aps",
    typed={"Registration and account number": "9999 0001234567", "FI creditor number": "81234567"},
    chosen=("+71, 15 digits",), business="Erhverv", consumer="Privat", day="%d-%m-%Y", letter="Reminder 1",
    headings="Kundenr.;Kundenavn;Kundetype;Adresse;Postnr.;By;Fakturanr.;Fakturadato;Forfaldsdato;Beløb",
)  # fmt: skip
NORWAY = Creditor(
    country="Norge", number="999 555 004 MVA", name="Brygga Båter AS", slug="brygga-bater-as",
    typed={"Bank account": "9999 00 12004", "Length of the KID": "9"},
    chosen=("MOD10",), business="Bedrift", consumer="Privat", day="%d.%m.%Y", letter="Reminder",
    headings="Kundenr;Kundenavn;Kundetype;Adresse;Postnr;Poststed;Fakturanr;Fakturadato;Forfallsdato;Beløp",
)  # fmt: skip
SWEDEN = Creditor(
    country="Sverige", number="559955-0018", name="Kajens Båtar AB", slug="kajens-batar-ab",
    typed={"Bankgiro": "5050-1006", "Account in the bank's files": "5050-1006"},
    chosen=("Hard: check digit",), business="Företag", consumer="Privatperson", day="%Y-%m-%d", letter="Reminder 1",
    headings="Kundnr;Kundnamn;Kundtyp;Adress;Postnr;Ort;Fakturanr;Fakturadatum;Förfallodatum;Belopp",
)  # fmt: skip
CREDITORS = (DENMARK, NORWAY, SWEDEN)
