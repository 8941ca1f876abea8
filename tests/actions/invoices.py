"""Electronic invoices of Fjordbo: OIOUBL, as its own bookkeeping would send them."""

HEAD = (
    '<{kind} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{kind}-2" '
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">'
    "<cbc:UBLVersionID>2.0</cbc:UBLVersionID><cbc:CustomizationID>OIOUBL-2.02</cbc:CustomizationID>"
)
DUE = "2026-03-02"
CUSTOMER = (
    "<cac:AccountingCustomerParty><cbc:SupplierAssignedAccountID>K-1017</cbc:SupplierAssignedAccountID><cac:Party>"
    "<cac:PartyName><cbc:Name>Bakkens Kro</cbc:Name></cac:PartyName><cac:PostalAddress>"
    "<cbc:StreetName>Prøvevej</cbc:StreetName><cbc:BuildingNumber>12</cbc:BuildingNumber>"
    "<cbc:CityName>Ærøskøbing</cbc:CityName><cbc:PostalZone>5970</cbc:PostalZone>"
    "<cac:Country><cbc:IdentificationCode>DK</cbc:IdentificationCode></cac:Country></cac:PostalAddress>"
    "<cac:PartyLegalEntity><cbc:RegistrationName>Bakkens Kro A/S</cbc:RegistrationName>"
    '<cbc:CompanyID schemeID="DK:CVR">DK99000155</cbc:CompanyID></cac:PartyLegalEntity>'
    "</cac:Party></cac:AccountingCustomerParty>"
)


def invoice(number: str, amount: str, *, supplier: str = "99000112", currency: str = "DKK", due: str = DUE) -> bytes:
    """An invoice; the supplier is a CVR number, by default Fjordbo's."""
    day = f"<cbc:PaymentDueDate>{due}</cbc:PaymentDueDate>" if due else ""
    means = f"<cac:PaymentMeans><cbc:PaymentMeansCode>42</cbc:PaymentMeansCode>{day}</cac:PaymentMeans>"
    return _document("Invoice", number, amount, "", means, supplier, currency)


def credit_note(number: str, amount: str, *, credits: str) -> bytes:
    """A credit note on an invoice."""
    reference = f"<cac:InvoiceDocumentReference><cbc:ID>{credits}</cbc:ID></cac:InvoiceDocumentReference>"
    return _document("CreditNote", number, amount, f"<cac:BillingReference>{reference}</cac:BillingReference>")


def _document(
    kind: str, number: str, amount: str, about: str, means: str = "", supplier: str = "99000112", currency: str = "DKK"
) -> bytes:
    day = "2026-02-02" if kind == "Invoice" else "2026-03-05"
    seller = (
        "<cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity>"
        "<cbc:RegistrationName>Fjordbo ApS</cbc:RegistrationName>"
        f'<cbc:CompanyID schemeID="DK:CVR">DK{supplier}</cbc:CompanyID>'
        "</cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>"
    )
    total = f'<cbc:PayableAmount currencyID="{currency}">{amount}</cbc:PayableAmount>'
    return (
        f"{HEAD.format(kind=kind)}<cbc:ID>{number}</cbc:ID><cbc:IssueDate>{day}</cbc:IssueDate>"
        f"<cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode>{about}{seller}{CUSTOMER}{means}"
        f"<cac:LegalMonetaryTotal>{total}</cac:LegalMonetaryTotal></{kind}>"
    ).encode()
