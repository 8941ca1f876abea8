"""What a person tells of invoices made elsewhere, one story a country, and the papers that go with them."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pikepdf

from krav.actions.attachments import attach, keep
from krav.actions.drafts import begin_draft, tell_draft
from krav.claims.told import Told, ToldClaim, ToldCustomer, ToldLetter, ToldPayment
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN, bank, take

TODAY = date(2026, 11, 23)
ACCOUNTS = {"fjordbo": "DK5099990001234567", "nordlys": "12345678903", "provbygg": "50501055"}

KRISTIN = ToldCustomer(
    name="Kristin Haugland", street="Bjørkelia 8", postcode="5000", city="Bergen", email="kh@post.example"
)
HANNE = ToldCustomer(name="Hanne Prøve", street="Elmevej 2", postcode="8600", city="Silkeborg")
SVEN = ToldCustomer(name="Sven Prov", street="Björkgatan 1", postcode="352 30", city="Växjö")


def invoice(number: str, amount: int, currency: str, due_on: date, **more: object) -> ToldClaim:
    """An invoice of the month before it was due, the day agreed."""
    issued_on = due_on.replace(month=due_on.month - 1)
    return replace(ToldClaim(number, amount, currency, issued_on, due_on, due_agreed=True), **more)  # type: ignore[arg-type]


NORWEGIAN = Told(
    KRISTIN,
    (
        invoice("5031", 849000, "NOK", date(2026, 8, 10)),
        invoice("5047", 326000, "NOK", date(2026, 8, 24)),
        invoice("5066", 117500, "NOK", date(2026, 9, 7)),
    ),
    (ToldLetter("inkassovarsel", date(2026, 11, 2), date(2026, 11, 16), 3800),),
)
"""Three invoices with one notice that has expired: 12 925,00, interest 429,11, fees 38,00 and 113,00."""

DANISH = Told(
    HANNE,
    (invoice("7001", 1_000_000, "DKK", date(2026, 8, 3)),),
    (
        ToldLetter("rykker_1", date(2026, 9, 1), date(2026, 9, 11), 10000),
        ToldLetter("inkassovarsel", date(2026, 10, 1), date(2026, 10, 12), 10000),
    ),
    (ToldPayment("7001", 200_000, "DKK", date(2026, 9, 15), "MobilePay"),),
    department="12",
    project="P7",
)
"""A reminder and a notice with 100,00 each, and 2.000,00 that came between."""

SWEDISH = Told(SVEN, (invoice("9001", 500_000, "SEK", date(2026, 9, 1)),))
"""No letter at all: in Sweden an inkassokrav needs none."""


def begun(account_id: int, on: date) -> tuple[int, int]:
    """A draft with an expired notice in a Danish account, and a paper of one of its claims; the ids of both."""
    claims = (invoice("7100", 100_000, "DKK", date(2026, 2, 2), issued_on=date(2026, 1, 12)),)
    letters = (ToldLetter("inkassovarsel", date(2026, 2, 9), date(2026, 2, 20)),)
    told = Told(ToldCustomer(name="Mads Prøve", email="mads@post.example"), claims, letters, asked=True)
    draft_id = begin_draft(account_id, on=on, by=ANN)
    tell_draft(account_id, draft_id, lambda _: told, on=on, by=ANN)
    with account_scope(account_id):
        claim_id = rows.Claim.objects.order_by("id").values_list("id", flat=True)[0]
    return draft_id, attach(account_id, claim_id, "contract", keep(account_id, pdf(), "aftale.pdf"), on=on, by=ANN)


def told_by_bank(account_id: int, slug: str, on: date = TODAY) -> None:
    """The bank has told of every day until the day."""
    take(account_id, bank(until=on.isoformat(), account=ACCOUNTS[slug]), f"bank-{on}.xml", on)


def pdf(pages: int = 1, *, password: str | None = None, script: bool = False, inside: bool = False) -> bytes:
    """A PDF: encrypted with a password, with a script in it, or with another file inside."""
    made, out = pikepdf.new(), BytesIO()
    for _ in range(pages):
        made.add_blank_page()
    if script:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    if inside:
        made.attachments["more.txt"] = b"more"
    if password is None:
        made.save(out)
    else:
        made.save(out, encryption=pikepdf.Encryption(owner="owner", user=password))
    return out.getvalue()
