"""The reminders that the tests of writing write: one of each country, one that only reminds, one that was paid in part."""

from dataclasses import replace
from datetime import date

from krav.formats.reminder import ChargeOut, InvoiceDue, ReminderOut
from krav.formats.values import PartyIn
from krav.law.payment import PaymentMeans

DANISH = ReminderOut(
    number="2026-0417", notice=False, sequence=2, issued_on=date(2026, 11, 24), due_on=date(2026, 12, 4), currency="DKK",
    supplier=PartyIn("Fjordbo ApS", "", "13585628", "business", "Havnegade 12", "8000", "Aarhus C", "DK"),
    customer=PartyIn(
        "Bager & Søn <A/S>", "17", "10150817", "business", "Eksempelvej 4", "8600", "Silkeborg", "DK", "post@bager.example",
        attention="Bogholderi",
    ),
    invoices=(
        InvoiceDue("1001", date(2026, 9, 1), date(2026, 9, 30), 1250000, 1050000, "kontorstole"),
        InvoiceDue("1002", date(2026, 9, 3), date(2026, 10, 2), 250050, 250050),
    ),
    charges=(
        ChargeOut("interest", "Rente af 1001", 12345, "1001"), ChargeOut("interest", "Rente af 1002", 2005, "1002"),
        ChargeOut("fee", "Rykkergebyr 3. november", 10000), ChargeOut("compensation", "Kompensation", 31000, "1001"),
        ChargeOut("costs", "Forlig", 75000),
    ),
    paid=400, total=1430000, means=PaymentMeans("93", "71#000000000010017", "81234567"), free_of_vat="Ingen moms",
    note="Vi mangler betaling.",
)  # fmt: skip
NORWEGIAN = replace(
    DANISH,
    currency="NOK",
    supplier=replace(DANISH.supplier, country="NO", company_number="974760673"),
    customer=replace(DANISH.customer, country="NO", company_number="923609016"),
    means=PaymentMeans("30", "123456782", "12345678903"),
)
SWEDISH = replace(
    DANISH,
    currency="SEK",
    supplier=replace(DANISH.supplier, country="SE", company_number="5566778899"),
    customer=replace(DANISH.customer, country="SE", company_number="5599990008"),
    means=PaymentMeans("30", "10014", "50501055", "SE:BANKGIRO"),
)
EVERY = {"oioubl": DANISH, "ehf": NORWEGIAN, "ubl": SWEDISH}


def only_reminds(reminder: ReminderOut) -> ReminderOut:
    """The same to a consumer, with nothing charged and nothing paid beside."""
    consumer = PartyIn("Anna Lind", "7", country=reminder.customer.country)
    return replace(reminder, notice=True, sequence=1, customer=consumer, charges=(), paid=0, total=reminder.lines, note="")


def in_credit(reminder: ReminderOut) -> ReminderOut:
    """The same with an invoice that stands below zero."""
    below = reminder.invoices[1]._replace(open=-50)
    return replace(reminder, invoices=(reminder.invoices[0], below), total=reminder.total - 250100)
