"""The files a creditor gives to the command line."""

from tests.actions.cast import ledger, line

ACCOUNT = b"""\
slug = "fjordbo"
country = "DK"
name = "Fjordbo ApS"
company_number = "99000112"
street = "Skippergade 4"
postcode = "9990"
city = "Skagen"
bank_account = "9999 0001234567"
phone = "98 00 00 00"
email = "bogholder@fjordbo.example"
scheme = { fik_card = "71", fik_creditor = "81234567" }
texts_approved_by = "Ann"
texts_approved_on = 2026-01-05
"""

NORWEGIAN = """\
slug = "nordlys"
country = "NO"
name = "Nordlys Lamper AS"
company_number = "313000001"
street = "Storgata 12"
postcode = "9008"
city = "Tromsø"
bank_account = "12345678903"
scheme = { kid_length = "9", kid_algorithm = "MOD10" }
""".encode()

LETTERS = 250
"""More than one batch of the outbox."""

MANY = ledger(
    *(
        line(str(3001 + serial), f"{100 + serial},50", customer=str(serial), name=f"Kunde {serial} Østergård", kind="privat")
        for serial in range(LETTERS)
    )
)
