"""The cast of the store's tests: invented creditors, each with a row in every table."""

from datetime import UTC, date, datetime

from krav.store import models as rows
from krav.store.scope import account_scope

DUE = date(2026, 3, 2)
SENT = date(2026, 3, 16)
AT = datetime(2026, 3, 16, 6, 30, 15, 250_000, tzinfo=UTC)


def fjordbo() -> rows.Account:
    """A Danish landlord of jetties."""
    return rows.Account.objects.create(
        slug="fjordbo", country="DK", name="Fjordbo ApS", company_number="99000112", street="Skippergade 4",
        postcode="9990", city="Skagen", bank_account="99990001234567",
    )  # fmt: skip


def nordlys() -> rows.Account:
    """A Norwegian seller of lamps."""
    return rows.Account.objects.create(
        slug="nordlys", country="NO", name="Nordlys Lamper AS", company_number="313000001", street="Storgata 12",
        postcode="9008", city="Tromsø", bank_account="12345678903",
    )  # fmt: skip


def tell(account: rows.Account) -> None:
    """One debt from the invoice to a letter that was withdrawn: a row in every table of the account."""
    with account_scope(account.id):
        file = rows.ImportedFile.objects.create(sha256="5e" * 32, name="a.xml", format="camt", imported_on=DUE, items=1)
        debtor = rows.Debtor.objects.create(number="17", name="Øster Ås A/S", kind="business")
        claim = open_claim(debtor, "1001")
        payment = rows.Payment.objects.create(key="P1", received_on=SENT, amount=50_000, currency="DKK", file=file)
        letter = write_letter(debtor, "L1")
        rows.LetterClaim.objects.create(letter=letter, claim=claim, step="reminder-1")
        rows.Entry.objects.create(claim=claim, kind="invoice", amount=125_000, on=DUE, booked_on=DUE)
        rows.Entry.objects.create(claim=claim, kind="payment", amount=-50_000, on=SENT, booked_on=SENT, payment=payment)
        hold = rows.Hold.objects.create(claim=claim, reason="objection", from_on=SENT, placed_by="ann")
        rows.HoldLift.objects.create(hold=hold, on=SENT, lifted_by="ann")
        rows.Outbox.objects.create(letter=letter, channel="email")
        rows.Dispatch.objects.create(letter=letter, channel="email", at=AT, address="a@b.example", sha256="", place="")
        rows.Withdrawal.objects.create(letter=letter, on=SENT, reason="paid meanwhile")
        rows.ClaimState.objects.create(
            claim=claim, debtor=debtor, due_on=DUE, balance=75_000, next_step="reminder-2", next_on=SENT
        )
        rows.Audit.objects.create(actor="ann", action="send", on=SENT, at=AT)
        rows.Note.objects.create(claim=claim, text="Rang on Monday.", written_by="ann", at=AT)
        rows.LoosePayment.objects.create(payment=payment, amount=1_000)
        rows.Matched.objects.create(payment=payment, claim=claim, reason="reference", confidence=100, on=SENT)
        rows.PaidBack.objects.create(payment=payment, amount=500, on=SENT, booked_on=SENT, by="ann", at=AT)
        rows.PendingPayment.objects.create(key="P2", until_on=SENT, amount=1_000, currency="DKK")
        rows.ImportReport.objects.create(file=file, data="{}")
        rows.Turn.objects.create(due_at=AT)
        rows.Upload.objects.create(sha256="7a" * 32, name="b.csv", size=4, by="ann", at=AT)
        tell_of_interest(debtor, claim)
        tell_of_a_case(debtor, claim, letter)
        tell_of_connections(claim)
        tell_of_partners(letter, payment)
        tell_of_portal(debtor, letter)
        tell_of_sending(letter)
        tell_of_firms(account)
        tell_of_credits(account)
        tell_of_erasing(debtor)


def tell_of_erasing(debtor: rows.Debtor) -> None:
    """How the account keeps, and an erasure with a file that is still there."""
    rows.Keeping.objects.create(year_ends=6)
    about = {"on": SENT, "at": AT, "by": "ann", "section": "§ 12", "since_on": SENT, "kinds": "{}"}
    erasure = rows.Erasure.objects.create(debtor=debtor, **about)
    rows.ErasedFile.objects.create(erasure=erasure, path="papers/1/5e")


def tell_of_credits(account: rows.Account) -> None:
    """An e-mail's credit in the account's purse, and how it came there."""
    purse = rows.Purse.objects.create(account=account)
    lot = rows.Lot.objects.create(purse=purse, unit="email", bought=1, left=1, currency="DKK", price=0, since=DUE)
    move = rows.CreditMove.objects.create(
        kind="granted", unit="email", account=account, on=DUE, at=AT, by="ann", key=f"g {account.slug}"
    )
    rows.CreditLine.objects.create(move=move, book="purse", lot=lot, count=1)
    rows.CreditLine.objects.create(move=move, book="seller", count=-1)


def tell_of_firms(account: rows.Account) -> None:
    """A page that an operator opened while they were let in."""
    user = rows.User.objects.create(email=f"operator@{account.slug}.example", name="Olga", is_operator=True)
    grant = rows.OperatorGrant.objects.create(
        account=account, user=user, why="asked for help", granted_by="ann", at=AT, until=AT
    )
    rows.OperatorLook.objects.create(grant=grant, who=user.email, what="GET /a/", at=AT)


def tell_of_connections(claim: rows.Claim) -> None:
    """An accounting system with an item read and a voucher posted, a day's run, a weekly list, a program that is told."""
    books = rows.Connection.objects.create(system="fortnox", rights="sealed", made_by="ann", made_at=AT)
    rows.BooksItem.objects.create(
        connection=books, item="9", number="1001", claim=claim, currency="DKK", rest=1, whole=1
    )
    rows.BooksPosted.objects.create(connection=books, name="K1", on=SENT, text="Payment", currency="DKK", lines="[]")
    rows.Schedule.objects.create(time_zone="Europe/Copenhagen")
    rows.RunPhase.objects.create(on=SENT, phase="sync", began_at=AT)
    weekly = rows.WeeklyList.objects.create(
        step="notice", to="a@b.example", on=SENT, answer_by=AT, silence="go", made_at=AT
    )
    line = rows.WeeklyLine.objects.create(list=weekly, claim=claim, open=75_000)
    rows.WeeklyAnswer.objects.create(line=line, answer="stop", by="a@b.example", how="mail", at=AT)
    hook = rows.Webhook.objects.create(url="https://a.example/", secret="sealed", made_by="ann", made_at=AT)
    rows.Delivery.objects.create(webhook=hook, event="letter.sent 1", body="{}", next_at=AT)


def tell_of_sending(letter: rows.Letter) -> None:
    """A carrier, what it told of the letter, and the letter among those that were printed together."""
    rows.Carrier.objects.create(channel="email", code="smtp", rights="sealed", made_by="ann", made_at=AT)
    about = {"letter": letter, "channel": "email", "on": SENT, "at": AT}
    rows.Receipt.objects.create(kind="delivered", key="r1", told_by="carrier", **about)
    run = rows.PrintRun.objects.create(on=SENT, made_by="ann", made_at=AT)
    rows.PrintRunLetter.objects.create(run=run, letter=letter, place=1)


def tell_of_portal(debtor: rows.Debtor, letter: rows.Letter) -> None:
    """What the debtor said on its own page, and the answer."""
    word = rows.DebtorWord.objects.create(
        debtor=debtor, letter=letter, kind="message", text="Hello", on=SENT, at=AT, key="k"
    )
    rows.DebtorAnswer.objects.create(word=word, answer="seen", text="Thank you", on=SENT, at=AT, by="ann")


def tell_of_partners(letter: rows.Letter, payment: rows.Payment) -> None:
    """A case with a partner, what it was told, what it tells, money paid there, and a settlement somebody looked at."""
    agreement = rows.Agreement.objects.create(partner="contract", name="Havn", rights="sealed", made_by="ann", made_at=AT)
    rows.PartnerNotice.objects.create(letter=letter, agreement=agreement, told_by="ann")
    there = rows.HandOver.objects.create(
        case=rows.Case.objects.get(), agreement=agreement, key="S2026-0001-1", on=SENT, by="ann", file="{}", quote="{}"
    )
    rows.PartnerWord.objects.create(hand_over=there, key="entry-2", kind="payment", on=SENT, by="ann")
    told = {"agreement": agreement, "hand_over": there, "on": SENT, "at": AT}
    paid = rows.PartnerNews.objects.create(key="n1", kind="payment", **told)
    rows.PartnerPayment.objects.create(
        hand_over=there, news=paid, payment=payment, received_on=SENT, currency="DKK", amount=50_000, principal=50_000,
        interest=0, fees=0, costs=0,
    )  # fmt: skip
    settlement = rows.Settlement.objects.create(
        agreement=agreement, news=rows.PartnerNews.objects.create(key="n2", kind="settlement", **told), number="A-1",
        on=SENT, currency="DKK", collected=50_000, commission=5_000, vat=1_250, paid_out=43_750, data="{}",
    )  # fmt: skip
    rows.SettlementLook.objects.create(settlement=settlement, on=SENT, note="Right.", by="ann")


def tell_of_a_case(debtor: rows.Debtor, claim: rows.Claim, letter: rows.Letter) -> None:
    """A case with its claim, its journal's first line, its papers, and a voucher."""
    case = rows.Case.objects.create(debtor=debtor, number="S2026-0001", currency="DKK", opened_on=SENT, origin="list")
    rows.CaseClaim.objects.create(case=case, claim=claim, joined_on=SENT)
    rows.CaseEvent.objects.create(case=case, seq=1, kind="opened", on=SENT, at=AT, by="ann", data="{}", hash="0a" * 32)
    rows.CaseState.objects.create(case=case, debtor=debtor, status="open", claims=1, balance=75_000)
    rows.CaseDraft.objects.create(by="ann", at=AT)
    rows.Attachment.objects.create(
        claim=claim, kind="invoice", name="a.pdf", sha256="8b" * 32, size=4, pages=1, on=SENT, told_by="ann"
    )
    rows.SentElsewhere.objects.create(
        claim=claim, step="inkassovarsel", kind="notice", sent_on=SENT, deadline_on=SENT, fee=0, channel="post",
        told_by="ann",
    )  # fmt: skip
    rows.Returned.objects.create(letter=letter, on=SENT, reason="moved", told_by="ann")
    rows.Voucher.objects.create(
        number="V1", kind="write_off", claim=claim, on=SENT, currency="DKK", amount=75_000, lines="[]", text="Loss",
        not_payment=True, made_by="ann",
    )  # fmt: skip


def tell_of_interest(debtor: rows.Debtor, claim: rows.Claim) -> None:
    """An order, an interest invoice and its crediting."""
    order = rows.InterestOrder.objects.create(debtor=debtor, currency="DKK", ordered_on=SENT, ordered_by="ann")
    rows.InterestOrderItem.objects.create(order=order, claim=claim, amount=1_200)
    invoice = rows.InterestInvoice.objects.create(
        debtor=debtor, claim=claim, number="900001", currency="DKK", issued_on=SENT, due_on=SENT, interest=1_200, fee=0,
        total=1_200, reference="900001", book="2026.1",
    )  # fmt: skip
    rows.InterestLine.objects.create(
        invoice=invoice, claim=claim, from_on=DUE, to_on=SENT, days=14, rate="10.15", basis=365, principal=125_000,
        amount=1_200,
    )  # fmt: skip
    rows.InterestCredit.objects.create(invoice=invoice, number="900002", credited_on=SENT, reason="paid in time")


def open_claim(debtor: rows.Debtor, number: str) -> rows.Claim:
    """An invoice of the account in scope."""
    return rows.Claim.objects.create(
        debtor=debtor, number=number, issued_on=DUE, due_on=DUE, due_agreed=True, fee_agreed=False,
        currency="DKK", reference=number, match_key=number,
    )  # fmt: skip


def write_letter(debtor: rows.Debtor, number: str) -> rows.Letter:
    """A first reminder of the account in scope."""
    return rows.Letter.objects.create(
        debtor=debtor, number=number, step="reminder-1", kind="reminder", sent_on=SENT, deadline_on=SENT,
        currency="DKK", fee=10_000, total=135_000, entries_to=1, book="2026.1",
    )  # fmt: skip
