"""Programs and what they work with: an account with one of everything, and keys to it and to another."""

import json
from datetime import date, timedelta
from typing import Any

from django.test import Client

from krav.actions.carriers import connect_carrier
from krav.actions.holds import place_hold
from krav.actions.interest_invoices import issue, order
from krav.actions.matching import match_items
from krav.actions.paying_back import pay_back
from krav.actions.payments_by_hand import register_payment
from krav.actions.people import invite
from krav.actions.steps import take_step
from krav.actions.together import File, receive_all
from krav.actions.tokens import make_token
from krav.actions.uploads import receive
from krav.actions.uploads import take as take_upload
from krav.actions.writeoffs import write_off
from krav.claims.writeoff import Asked
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.queries.loose import loose_payments
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, SECOND, bank, credit, ledger, line, run, take
from tests.actions.elsewhere import begun
from tests.actions.hooks import told_of_nothing
from tests.actions.partnered import with_a_partner
from tests.actions.weekly import one_list
from tests.actions.words import paid_with_proof
from tests.api.cases import decided, some_cases
from tests.web.cast import person

TODAY: date = SECOND
ROOT = "/api/v1"

Things = dict[str, int | str]


class Program:
    """A program with a key; it sends and reads JSON."""

    def __init__(self, secret: str, language: str = "en") -> None:
        told = {"Authorization": f"Bearer {secret}"} if secret else {}
        self.client = Client(raise_request_exception=False, headers={**told, "Accept-Language": language})

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Any:  # noqa: ANN401 the client's own
        """The answer to a method and a path below the root; files are sent as a form."""
        call = getattr(self.client, method)
        if isinstance(body, dict) and any(hasattr(value, "read") for value in body.values()):
            return call(ROOT + path, body, headers=headers)
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return call(ROOT + path, headers=headers, **data)

    def get(self, path: str) -> Any:  # noqa: ANN401 whatever the interface answers
        """What is read, or a failing test."""
        return self._said(self.ask("get", path))

    def post(self, path: str, body: object = None, **headers: str) -> Any:  # noqa: ANN401 whatever the interface answers
        """What came of a write, or a failing test."""
        return self._said(self.ask("post", path, body, **headers))

    def _said(self, answer: Any) -> Any:  # noqa: ANN401 whatever the interface answers
        assert answer.status_code == 200, answer.content
        return answer.json()


def key(account_id: int, role: Role) -> str:
    """A new key of a role."""
    return make_token(account_id, f"{role.key} script", role, on=TODAY, by=ANN)


def _bank_files(account_id: int) -> None:
    """Three invoices paid, a day run, and money that nobody knows."""
    paid = [credit(f"{amount}.00", on=FIRST.isoformat(), text=f"Faktura {number}", key=number)
            for number, amount in (("1010", 500_000), ("1011", 400_000), ("1012", 300_000))]  # fmt: skip
    unknown = credit("77.00", on=FIRST.isoformat(), text="no idea", key="loose")
    take(account_id, bank(*paid, unknown, until=FIRST.isoformat()), "bank.xml", on=FIRST)
    run(account_id, FIRST)
    later = credit("66.00", on=TODAY.isoformat(), text="no idea either", key="later")
    take(account_id, bank(later, until=TODAY.isoformat()), "later.xml", on=TODAY)


def long_over(account_id: int) -> int:
    """The id of a customer that paid so long ago that no law keeps it any more."""
    then = date(2019, 3, 1)
    gone = line("0700", "70,00", due="15.03.2019", issued="01.03.2019", customer="23", name="Forlængst ApS")
    take(account_id, ledger(gone.replace("Møllevej 3", "Fjerntoften 9")), on=then)
    with account_scope(account_id):
        claim = rows.Claim.objects.get(number="0700")
    register_payment(account_id, claim.pk, 70_00, then, on=then, by=ANN)
    return claim.debtor_id


def fill(account_id: int) -> Things:
    """One of everything, by the name that paths call it; and a few whose state some operation needs."""
    items = (
        line("1001", "10.000,00"),
        line("1002", "2.000,00", due="30.03.2026"),
        line("1003", "500,00", customer="18", name="Birthe Prøve", kind="privat"),
        line("2001", "-120,00", customer="18", name="Birthe Prøve", kind="privat"),
        line("2002", "-80,00", customer="18", name="Birthe Prøve", kind="privat"),
        line("1010", "500.000,00", due="02.01.2026", issued="02.12.2025", customer="19", name="Sen ApS"),
        line("1011", "400.000,00", due="02.01.2026", issued="02.12.2025", customer="20", name="Senere ApS"),
        line("1012", "300.000,00", due="02.01.2026", issued="02.12.2025", customer="21", name="Senest ApS"),
        line("0900", "900,00", due="21.02.2022", issued="07.02.2022", customer="22", name="Gammel ApS"),
    )
    take(account_id, ledger(*items), on=FIRST)
    _bank_files(account_id)
    with account_scope(account_id):
        ids = dict(rows.Claim.objects.values_list("number", "id"))
        debtors = dict(rows.Debtor.objects.values_list("number", "id"))
    (invoice,) = issue(account_id, order(account_id, [debtors["19"]], on=TODAY, by=ANN), on=TODAY, by=ANN)
    (ordered,) = order(account_id, [debtors["20"]], on=TODAY, by=ANN)
    match_items(account_id, ids["2002"], ids["1003"], on=TODAY, by=ANN)
    place_hold(account_id, "1003", "promise", until_on=TODAY + timedelta(days=9), on=TODAY, by=ANN)
    by_hand = register_payment(account_id, ids["1002"], 10_00, TODAY, on=TODAY, by=ANN)
    made = take_step(account_id, [ids["1001"]], "rykker_2", on=TODAY, by=ANN)
    member = person("carl@fjordbo.example", (account_id, Role.CASEWORKER))
    invitation = invite(account_id, "somebody@else.example", Role.GUEST, on=TODAY, by=ANN)
    upload = receive(account_id, ledger(line("1004", "100,00")), "more.csv", on=TODAY, by=ANN)
    taken = receive(account_id, ledger(line("1007", "100,00")), "taken.csv", on=TODAY, by=ANN)
    take_upload(account_id, taken, on=TODAY, by=ANN)
    together = receive_all(account_id, [File("a.csv", ledger(line("1008", "1,00")))], on=TODAY, by=ANN)
    token = key(account_id, Role.GUEST)
    cases = some_cases(account_id, TODAY)
    (voucher,) = write_off(account_id, [ids["1001"]], Asked(100_00), on=TODAY, by=ANN)
    _, attachment = begun(account_id, TODAY)
    partnered = with_a_partner(account_id, cases["closed_case_id"], cases["filed_case_id"], TODAY)
    webhook, delivery = told_of_nothing(account_id, TODAY)
    with account_scope(account_id):
        rows.Outbox.objects.filter(letter__step="rykker_1").update(state="delivered")
        left = rows.LetterClaim.objects.filter(claim_id=ids["1003"]).values_list("letter_id", flat=True)[0]
        unsure = rows.LetterClaim.objects.filter(claim_id=ids["1010"]).values_list("letter_id", flat=True)[0]
        rows.Outbox.objects.filter(letter_id=unsure).update(state="ambiguous")
        placed = rows.Entry.objects.filter(kind="payment", claim_id=ids["1010"]).values_list("payment_id", flat=True)[0]
        loose, back = (each.id for each in loose_payments())
    pay_back(account_id, back, 6_00, TODAY, on=TODAY, by=ANN)
    over = long_over(account_id)
    with account_scope(account_id):
        return {
            "claim_id": ids["1001"], "free_id": ids["1002"], "matched_id": ids["2002"], "credit_id": ids["2001"],
            "with_id": ids["1003"], "number": "1001", "debtor_id": debtors["17"], "late_id": debtors["21"], "over_id": over,
            "order_id": ordered, "invoice_id": invoice.id, "letter_id": made.letter_ids[0], "left_id": left,
            "unsure_id": unsure,
            "hold_id": rows.Hold.objects.get().id, "payment_id": loose, "placed_id": placed or 0, "by_hand_id": by_hand,
            "back_id": back, "user_id": member.id, "invitation_id": invitation, "upload_id": upload,
            "taken_id": taken, "given_id": together.key, "file_id": rows.ImportedFile.objects.latest("id").id,
            "token_id": rows.ApiToken.objects.latest("id").id if token else 0, "voucher_id": voucher,
            "list_id": one_list(account_id, TODAY), "word_id": paid_with_proof(account_id, "1003", TODAY),
            "carrier_id": connect_carrier(account_id, "smsfile", {}, on=TODAY, by=ANN),
            "attachment_id": attachment, "webhook_id": webhook,
            "delivery_id": delivery, "decided_id": decided(account_id, ids["0900"], TODAY), **cases, **partnered,
        }  # fmt: skip
