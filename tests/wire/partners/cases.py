"""A case, its papers and what is told of it, as every partner gets them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256

from krav.kernel.money import Minor
from krav.wire.partners.values import CaseOut, ClaimOut, DocumentOut, PartyOut, WordOut

ON = date(2026, 9, 29)
BILL = b"%PDF-1.4 invoice 900001"


def case(key: str = "fjordbo-17-1", principal: Minor = 1_250_000, currency: str = "DKK") -> CaseOut:
    """A case of one invoice with two papers."""
    creditor = PartyOut("Fjordbo ApS", "", "13585628", "Kajen 4", "7100", "Vejle", "DK", "bo@fjordbo.example")
    debtor = PartyOut(
        "Bølgen Café ApS", "1042", "25313763", "Strandvej 2", "8000", "Aarhus C", "DK", "cafe@bolgen.example", "+4512345678",
        "business", "da",
    )  # fmt: skip
    claim = ClaimOut(
        number="900001",
        description="Keelboat hire",
        issued_on=date(2026, 6, 2),
        due_on=date(2026, 6, 16),
        amount=principal,
        principal=principal,
        interest=31_164,
        interest_from=date(2026, 6, 17),
        rate=Decimal("9.75"),
        fees=30_000,
        compensation=31_000,
        costs=0,
        letters=(("reminder", date(2026, 7, 1), date(2026, 7, 11)),),
        barred_on=date(2029, 6, 16),
    )
    papers = (paper("dossier", "case.pdf", b"%PDF-1.4 all of it"), paper("invoice", "900001.pdf", BILL))
    return CaseOut(
        key, "S-17", "DK", currency, ON, creditor, debtor, "5479-1234567", (claim,), "+71<000000000900001+12345678<",
        client_number="4711", data=b'{"version": "1"}', documents=papers,
    )  # fmt: skip


def two_claims() -> CaseOut:
    """A case of two invoices, one of them over a year old."""
    one = case()
    old = replace_claim(one.claims[0], "800001", date(2025, 5, 1))
    return replace(one, claims=(*one.claims, old))


def replace_claim(claim: ClaimOut, number: str, due_on: date) -> ClaimOut:
    """The same claim with another number and due day."""
    return claim._replace(number=number, due_on=due_on)


def paper(kind: str, name: str, content: bytes) -> DocumentOut:
    """A paper."""
    return DocumentOut(kind, name, "application/pdf", content, sha256(content).hexdigest())


def paid(key: str = "w1", minor: Minor = 50_000) -> WordOut:
    """Money that came to us."""
    return WordOut(key, "payment", ON, minor, "DKK", "900001")


def written_off(key: str = "w2") -> WordOut:
    """A loss in the books."""
    return WordOut(key, "write_off", ON, 1_250_000, "DKK", "900001", not_payment=True)


def recall(key: str = "w3") -> WordOut:
    """The case is wanted back."""
    return WordOut(key, "recall", ON, words="The debtor has paid us.")


def with_paper(key: str = "w4") -> WordOut:
    """A paper that came later."""
    return WordOut(key, "document", ON, words="The order", document=paper("order", "order.pdf", b"%PDF-1.4 order"))
