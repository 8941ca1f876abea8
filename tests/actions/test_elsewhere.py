"""Cases of invoices made elsewhere: exact sums in three countries, what is refused and where, all or nothing."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from krav.actions import drafts
from krav.actions.attachments import attach, attached, keep
from krav.actions.contents import contents
from krav.actions.elsewhere import start_told
from krav.actions.prospect import letter_ahead, prospect
from krav.actions.rebuild import rebuild
from krav.actions.told_faults import faults_of
from krav.actions.unit import DoneBefore
from krav.claims.told import Told, ToldClaim, ToldCustomer, ToldLetter, ToldPayment
from krav.claims.told_check import Untold
from krav.kernel.refusal import KravError
from krav.store import journal
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.scope import account_scope
from krav.store.verify import verify
from krav.wire.papers import PaperError
from tests.actions.cast import ANN, everything, ledger, line, take
from tests.actions.elsewhere import DANISH, HANNE, NORWEGIAN, SWEDISH, TODAY, invoice, pdf, told_by_bank

STORIES = {
    "nordlys": (NORWEGIAN, "betalingsoppfordring", 1_292_500 + 42_911 + 3_800 + 11_300),
    "fjordbo": (DANISH, "inkassopaakrav", 1_000_000 - 200_000 + 11_781 + 15_123 + 2 * 10_000),
    "provbygg": (SWEDISH, "inkassokrav", 500_000 + 11_370 + 18_000),
}
"""By hand. Norway: 12,25 % of each invoice for 105, 91 and 77 days. Denmark: 10 % of 10 000 for 43 days and of 8 000 for
69, and the two fees. Sweden: 10 % of 5 000 for 83 days and the cost of an inkassokrav."""


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    settings.KRAV_HOME = tmp_path


@pytest.fixture(params=STORIES)
def account(request: pytest.FixtureRequest, db: None) -> tuple[int, Told, str, int]:
    """An account whose bank has told of every day, what is told there, the letter that follows and what it asks for."""
    account_id = int(request.getfixturevalue(request.param))
    told_by_bank(account_id, request.param)
    return account_id, *STORIES[request.param]


@pytest.fixture
def oslo(nordlys: int) -> int:
    """The Norwegian account, its bank's news of every day."""
    told_by_bank(nordlys, "nordlys")
    return nordlys


def wrong(account_id: int, told: Told) -> dict[str, str]:
    """What cannot be in what was told, by place."""
    with account_scope(account_id):
        return {fault.where: fault.said() for fault in faults_of(told, creditor_in_scope(), TODAY)}


def norwegian(**letter: object) -> Told:
    """The Norwegian story with another notice."""
    return replace(NORWEGIAN, letters=(replace(NORWEGIAN.letters[0], **letter),))  # type: ignore[arg-type]


def test_the_case_starts_with_the_letter_that_was_looked_at(account: tuple[int, Told, str, int]) -> None:
    account_id, told, step, total = account
    with account_scope(account_id):
        creditor = creditor_in_scope()
        seen = prospect(told, creditor, TODAY)
        shown = letter_ahead(told, seen, creditor, TODAY)
    done = start_told(account_id, told, on=TODAY, by=ANN)
    with account_scope(account_id):
        (sent,) = contents([done.letter_id or 0], creditor)
        case = rows.CaseState.objects.get(pk=done.case_id or 0)
        assert (sent.step.key, sent.total) == (step, total)
        assert sent == shown
        assert (case.status, case.stage, case.claims) == ("open", step, len(told.claims))
        assert rows.Case.objects.get().origin == "elsewhere"
        assert [entry.label for entry in rows.Entry.objects.filter(kind="fee")].count("") == 0
        assert not verify(done.case_id or 0)


def test_the_facts_stand_in_the_journal_and_a_rebuild_gives_the_same_rows(account: tuple[int, Told, str, int]) -> None:
    account_id, told, _, _ = account
    done = start_told(account_id, told, on=TODAY, by=ANN)
    with account_scope(account_id):
        kinds = [each.kind for each in journal.journal(done.case_id or 0)]
    assert kinds.count("sent_elsewhere") == sum(len(told.about(letter)) for letter in told.letters)
    before = everything()
    rebuild(account_id, on=TODAY, by=ANN)
    assert everything() == before


def test_department_project_and_payment_are_kept(fjordbo: int) -> None:
    told_by_bank(fjordbo, "fjordbo")
    done = start_told(fjordbo, DANISH, on=TODAY, by=ANN)
    with account_scope(fjordbo):
        case, payment = rows.Case.objects.get(pk=done.case_id or 0), rows.Payment.objects.get()
        assert (case.department, case.project) == ("12", "P7")
        assert (payment.received_on, payment.amount, payment.texts) == (date(2026, 9, 15), 200_000, '["MobilePay"]')
        assert rows.Entry.objects.get(payment=payment).amount == -200_000
        assert not rows.LoosePayment.objects.exists()


def test_without_a_notice_no_case_begins_and_the_ladder_takes_over(oslo: int) -> None:
    done = start_told(oslo, replace(NORWEGIAN, letters=()), on=TODAY, by=ANN)
    assert (done.case_id, done.letter_id) == (None, None)
    with account_scope(oslo):
        assert not rows.Case.objects.exists()
        assert set(rows.ClaimState.objects.values_list("next_step", flat=True)) == {"purring"}


def test_only_what_may_be_in_the_case_is(oslo: int) -> None:
    done = start_told(oslo, norwegian(about=("5031", "5047")), on=TODAY, by=ANN)
    with account_scope(oslo):
        assert rows.CaseState.objects.get(pk=done.case_id or 0).claims == 2
        assert rows.ClaimState.objects.get(claim__number="5066").blocked == ""


def test_a_case_may_begin_before_its_letter_may_leave(oslo: int) -> None:
    told = norwegian(sent_on=date(2026, 11, 6), deadline_on=date(2026, 11, 20))
    done = start_told(oslo, told, on=TODAY, by=ANN)
    assert done.case_id
    assert done.letter_id is None
    assert done.refusal
    assert done.refusal.until == date(2026, 11, 25)


def test_too_much_money_is_the_customers_own(oslo: int) -> None:
    told = replace(NORWEGIAN, payments=(ToldPayment("5066", 200_000, "NOK", date(2026, 9, 1)),))
    with account_scope(oslo):
        assert [money.minor for money in prospect(told, creditor_in_scope(), TODAY).back.values()] == [82_500]
    start_told(oslo, replace(told, letters=(replace(told.letters[0], about=("5031", "5047")),)), on=TODAY, by=ANN)
    with account_scope(oslo):
        assert rows.LoosePayment.objects.get().amount == 82_500


def test_the_law_gathers_what_the_customer_owes_beside(oslo: int) -> None:
    first = start_told(oslo, replace(NORWEGIAN, letters=()), on=TODAY, by=ANN)
    customer = ToldCustomer(first.debtor_id)
    again = Told(customer, (invoice("5102", 64000, "NOK", date(2026, 9, 21)),), norwegian().letters)
    with account_scope(oslo):
        seen = prospect(again, creditor_in_scope(), TODAY)
    assert [each.refusal.code for each in seen.others if each.refusal] == ["notice_first"] * 3
    done = start_told(oslo, again, on=TODAY, by=ANN)
    third = Told(customer, (invoice("5103", 64000, "NOK", date(2026, 9, 21)),), norwegian().letters)
    with account_scope(oslo):
        others = prospect(third, creditor_in_scope(), TODAY).others
    assert "in_case" in {each.refusal.code for each in others if each.refusal}
    assert done.case_id


def test_a_known_claim_joins_where_one_may_choose(fjordbo: int) -> None:
    told_by_bank(fjordbo, "fjordbo")
    first = start_told(fjordbo, replace(DANISH, letters=(), payments=()), on=TODAY, by=ANN)
    with account_scope(fjordbo):
        rows.SentElsewhere.objects.create(
            account_id=fjordbo, claim_id=first.claim_ids[0], step="inkassovarsel", kind="notice",
            sent_on=date(2026, 10, 1), deadline_on=date(2026, 10, 12), fee=0, channel="post", told_by="Ann",
        )  # fmt: skip
    more = invoice("7002", 50_000, "DKK", date(2026, 8, 10))
    told = Told(ToldCustomer(first.debtor_id), (more,), (replace(DANISH.letters[1], fee=0),), join=first.claim_ids)
    done = start_told(fjordbo, told, on=TODAY, by=ANN)
    with account_scope(fjordbo):
        assert rows.CaseState.objects.get(pk=done.case_id or 0).claims == 2


def test_fees_of_other_systems_count_among_the_three(fjordbo: int) -> None:
    """Three reminders with a fee went before: a fourth fee is refused, told or our own."""
    days = [date(2026, 8, 10), date(2026, 8, 24), date(2026, 9, 7), date(2026, 9, 21)]
    steps = ["rykker_1", "rykker_2", "rykker_3", "inkassovarsel"]
    letters = tuple(
        ToldLetter(step, day, day + timedelta(days=11), 10_000) for step, day in zip(steps, days, strict=True)
    )
    told = replace(DANISH, letters=letters, payments=())
    said = wrong(fjordbo, told)
    assert list(said) == ["letters.3.fee"]
    assert "3 reminders with a fee were already sent" in said["letters.3.fee"]
    assert "renteloven § 9 b, stk. 2" in said["letters.3.fee"]
    done = start_told(fjordbo, replace(told, letters=letters[:3]), on=TODAY, by=ANN)
    told_by_bank(fjordbo, "fjordbo")
    with account_scope(fjordbo):
        assert done.case_id is None
        claims = (invoice("7009", 90_000, "DKK", date(2026, 8, 10)),)
        later = replace(DANISH, customer=ToldCustomer(done.debtor_id), claims=claims, payments=())
        found = {fault.where for fault in faults_of(later, creditor_in_scope(), TODAY)}
    assert "letters.1.fee" in found


CLAIM = NORWEGIAN.claims[0]
BAD: dict[str, tuple[Told, str, str]] = {
    "due after today": (
        replace(NORWEGIAN, claims=(replace(CLAIM, due_on=date(2026, 12, 1)),)), "claims.0.due_on", "not late yet",
    ),
    "due before its own day": (
        replace(NORWEGIAN, claims=(replace(CLAIM, issued_on=date(2026, 9, 1)),)), "claims.0.due_on", "before its own day",
    ),
    "another currency": (
        replace(NORWEGIAN, claims=(replace(CLAIM, currency="EUR"),)), "claims.0.currency",
        "is in EUR; claims of this account are in NOK",
    ),
    "nothing owed": (replace(NORWEGIAN, claims=(replace(CLAIM, amount=0),)), "claims.0.amount", "more than zero"),
    "told twice": (replace(NORWEGIAN, claims=(CLAIM, CLAIM)), "claims.1.number", "told of twice"),
    "a false KID": (replace(NORWEGIAN, claims=(replace(CLAIM, reference="123456789"),)), "claims.0.reference", "no KID"),
    "no invoice": (replace(NORWEGIAN, claims=()), "claims", "No invoice"),
    "no customer": (replace(NORWEGIAN, customer=None), "customer", "No customer"),
    "a false company number": (
        replace(NORWEGIAN, customer=replace(HANNE, kind="business", company_number="974760674")), "customer.company_number",
        "not an organisasjonsnummer",
    ),
    "no address": (replace(NORWEGIAN, customer=ToldCustomer(name="Kari")), "customer.street", "A letter needs"),
    "a notice before the invoice": (
        norwegian(sent_on=date(2026, 6, 1), deadline_on=date(2026, 6, 15)), "letters.0.sent_on", "before invoice 5066",
    ),
    "a notice after its expiry": (norwegian(sent_on=date(2026, 11, 18)), "letters.0.sent_on", "after its own deadline"),
    "a notice of tomorrow": (
        norwegian(sent_on=date(2026, 11, 24), deadline_on=date(2026, 12, 10)), "letters.0.sent_on", "not been sent yet",
    ),
    "a notice that gave too little time": (
        norwegian(deadline_on=date(2026, 11, 9)), "letters.0.deadline_on",
        "the law asks for at least 14. Lawful: a deadline of 14 days",
    ),
    "a fee that is too high": (norwegian(fee=20_000), "letters.0.fee", "Lawful: at most 38.00 NOK"),
    "a notice about nobody's invoice": (norwegian(about=("404",)), "letters.0.about", "404 is not among"),
    "an unknown letter": (norwegian(step="brev"), "letters.0.step", "no letter “brev”"),
    "money in another currency": (
        replace(NORWEGIAN, payments=(ToldPayment("5031", 100, "EUR", TODAY),)), "payments.0.currency", "is in EUR",
    ),
    "money before the invoice": (
        replace(NORWEGIAN, payments=(ToldPayment("5031", 100, "NOK", date(2026, 7, 1)),)), "payments.0.on",
        "came before invoice 5031",
    ),
    "money of tomorrow": (
        replace(NORWEGIAN, payments=(ToldPayment("5031", 100, "NOK", date(2026, 11, 24)),)), "payments.0.on",
        "has not come yet",
    ),
    "a notice after all was paid": (
        replace(norwegian(about=("5031",), fee=0), payments=(ToldPayment("5031", 900_000, "NOK", date(2026, 10, 1)),)),
        "letters.0.sent_on", "was paid before the letter",
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", BAD)
def test_what_cannot_be_is_refused_at_its_place_and_nothing_is_done(oslo: int, story: str) -> None:
    told, where, words = BAD[story]
    before = everything()
    assert words in wrong(oslo, told)[where]
    with pytest.raises(Untold):
        start_told(oslo, told, on=TODAY, by=ANN)
    assert everything() == before


def test_who_and_what_is_known_already_is_named(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "100,00", customer="17", name="Øster Ås ApS")))
    told = Told(replace(HANNE, number="17"), (replace(DANISH.claims[0], number="1001"),))
    assert wrong(fjordbo, told) == {
        "customer.number": "Customer 17 is known already: Øster Ås ApS.",
        "claims.0.number": "Invoice 1001 is known already: it is Øster Ås ApS's.",
    }


def test_a_draft_is_left_taken_up_and_started_once(oslo: int) -> None:
    draft_id = drafts.begin_draft(oslo, on=TODAY, by=ANN)
    drafts.tell_draft(oslo, draft_id, lambda now: replace(now, customer=NORWEGIAN.customer), on=TODAY, by=ANN)
    told = drafts.tell_draft(oslo, draft_id, lambda now: replace(NORWEGIAN, customer=now.customer), on=TODAY, by=ANN)
    assert told == NORWEGIAN
    with account_scope(oslo):
        seen = drafts.mark(rows.CaseDraft.objects.get().data)
    drafts.start_draft(oslo, draft_id, seen, on=TODAY, by=ANN)
    before = everything()
    with pytest.raises(DoneBefore, match="Ann"):
        drafts.start_draft(oslo, draft_id, seen, on=TODAY, by=ANN)
    assert everything() == before
    with account_scope(oslo):
        assert not rows.CaseDraft.objects.exists()


def test_a_draft_that_changed_meanwhile_is_not_started(oslo: int) -> None:
    draft_id = drafts.begin_draft(oslo, on=TODAY, by=ANN)
    with account_scope(oslo):
        seen = drafts.mark(rows.CaseDraft.objects.get().data)
    drafts.tell_draft(oslo, draft_id, lambda _: NORWEGIAN, on=TODAY, by=ANN)
    with pytest.raises(KravError, match="Ann changed this draft"):
        drafts.start_draft(oslo, draft_id, seen, on=TODAY, by=ANN)
    drafts.forget_draft(oslo, draft_id, on=TODAY, by=ANN)
    with pytest.raises(KravError, match="thrown it away"):
        drafts.tell_draft(oslo, draft_id, lambda now: now, on=TODAY, by=ANN)


def test_papers_are_kept_and_given_back_byte_for_byte(oslo: int) -> None:
    content = pdf(3)
    paper = keep(oslo, content, "../Faktura 5031.PDF")
    assert (paper.name, paper.pages, paper.size) == ("Faktura 5031.pdf", 3, len(content))
    claims = (replace(CLAIM, paper=paper),)
    letters = (replace(NORWEGIAN.letters[0], paper=keep(oslo, pdf(), "bevis.pdf")),)
    done = start_told(oslo, replace(NORWEGIAN, claims=claims, letters=letters), on=TODAY, by=ANN)
    attach(oslo, done.claim_ids[0], "contract", paper, on=TODAY, by=ANN)
    with account_scope(oslo):
        found = list(rows.Attachment.objects.order_by("id").values_list("id", "kind", "name", "pages"))
        assert [row[1:] for row in found] == [
            ("invoice", "Faktura 5031.pdf", 3), ("proof", "bevis.pdf", 1), ("contract", "Faktura 5031.pdf", 3),
        ]  # fmt: skip
        assert attached(oslo, found[0][0]) == ("Faktura 5031.pdf", content)


def test_a_paper_that_nobody_kept_starts_nothing(oslo: int) -> None:
    paper = replace(keep(oslo, pdf(), "a.pdf"), sha256="0" * 64)
    before = everything()
    with pytest.raises(KravError, match="not there any more"):
        start_told(oslo, replace(NORWEGIAN, claims=(replace(CLAIM, paper=paper),)), on=TODAY, by=ANN)
    assert everything() == before


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04 a workbook", "no PDF"),
        (b"%PDF-1.7 and then nothing", "damaged"),
        (pdf(password="secret"), "encrypted"),
        (pdf(password=""), "encrypted"),
        (pdf(0), "no page"),
        (pdf(script=True), "program"),
        (pdf(inside=True), "other files"),
        (pdf(3)[:300], "damaged"),
        (b"%PDF-" + bytes(80 * 1024 * 1024), "at most 20 MB"),
    ],
)
def test_what_is_no_paper_is_refused_with_words(oslo: int, data: bytes, words: str) -> None:
    with pytest.raises(PaperError, match=words):
        keep(oslo, data, "invoice.pdf")


def test_a_claim_is_told_with_its_defaults() -> None:
    claim = ToldClaim("1", 100, "NOK", date(2026, 1, 1), date(2026, 2, 1))
    assert (claim.due_agreed, claim.fee_agreed, claim.reference) == (False, False, "")
