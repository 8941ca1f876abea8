"""The wizard of invoices made elsewhere in the browser: begun, left, taken up, put right and started, in three countries."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.actions.contents import contents
from krav.actions.drafts import begin_draft, forget_draft, tell_draft
from krav.claims.told import Told, ToldClaim, ToldLetter
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.scope import account_scope
from tests.actions.cast import ANN, IMPORTED, PROVBYGG, everything
from tests.actions.elsewhere import DANISH, NORWEGIAN, SWEDISH, TODAY, pdf, told_by_bank
from tests.web.cast import Read, browser, person, text

STORIES = {"nordlys": (NORWEGIAN, "13 505,11"), "fjordbo": (DANISH, "8.469,04"), "provbygg": (SWEDISH, "5 293,70")}


@pytest.fixture(autouse=True)
def today(settings: Settings, tmp_path: Path) -> None:
    settings.KRAV_HOME, settings.KRAV_TODAY = tmp_path, TODAY


@pytest.fixture
def provbygg(db: None) -> int:
    return open_account(PROVBYGG, on=IMPORTED)


@pytest.fixture
def nils(nordlys: int) -> Client:
    """A caseworker of the Norwegian account, whose bank has told of every day."""
    told_by_bank(nordlys, "nordlys")
    return browser(person("nina@nordlys.example", (nordlys, Role.CASEWORKER)))


def begun(client: Client, slug: str) -> str:
    """The address of a new draft, without its step."""
    return str(client.post(f"/a/{slug}/cases/elsewhere/")["Location"]).removesuffix("customer/")


def amount(minor: int) -> str:
    return f"{minor // 100},{minor % 100:02}"


def claim_form(claim: ToldClaim, **more: object) -> dict[str, object]:
    form = {"number": claim.number, "amount": amount(claim.amount), "currency": claim.currency, "due_agreed": "on"}
    return form | {"issued_on": claim.issued_on, "due_on": claim.due_on, "had": "", "had_name": ""} | more


def done_form(told: Told, **more: object) -> dict[str, object]:
    """What was done already, in the fields of its page: the first letter and payment of the story."""
    form: dict[str, object] = {"department": told.department, "project": told.project, "p-currency": told.claims[0].currency}
    form |= {"p-claim": told.claims[0].number, "l-about": [claim.number for claim in told.claims], "l-channel": "post"}
    form |= {"l-step": "inkassovarsel", "l-had": "", "l-had_name": ""}
    return form | more


def letter_fields(letter: ToldLetter) -> dict[str, object]:
    days = {"l-sent_on": letter.sent_on, "l-deadline_on": letter.deadline_on}
    return {"l-step": letter.step, "l-fee": amount(letter.fee), **days}


def walk(client: Client, slug: str, told: Told) -> str:
    """From the beginning to the summary, as a person types it; the address of the draft."""
    at = begun(client, slug)
    who = told.customer
    assert who
    fields = {"kind": "consumer", "name": who.name, "street": who.street, "postcode": who.postcode, "city": who.city}
    assert client.post(f"{at}customer/", fields | {"email": who.email})["Location"] == f"{at}claims/"
    for claim in told.claims:
        assert client.post(f"{at}claims/", claim_form(claim, more="1"))["Location"] == f"{at}claims/"
    for letter in told.letters:
        answer = client.post(f"{at}done/", done_form(told, more="1", **letter_fields(letter)))
        assert answer["Location"] == f"{at}done/"
    for paid in told.payments:
        fields = {"p-amount": amount(paid.amount), "p-on": str(paid.on), "p-text": paid.text}
        assert client.post(f"{at}done/", done_form(told, more="1", **fields))["Location"] == f"{at}done/"
    assert client.post(f"{at}done/", done_form(told))["Location"] == f"{at}summary/"
    return at


def hidden(page: bytes, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.decode())
    assert found
    return found[1]


def start(client: Client, slug: str, summary: bytes) -> Any:  # noqa: ANN401 the client's own
    fields = {"draft": hidden(summary, "draft"), "seen": hidden(summary, "seen")}
    return client.post(f"/a/{slug}/cases/elsewhere/start/", fields)


@pytest.mark.parametrize("slug", STORIES)
def test_from_the_first_step_to_the_started_case(slug: str, request: pytest.FixtureRequest, db: None) -> None:
    told, total = STORIES[slug]
    account_id = request.getfixturevalue(slug)
    told_by_bank(account_id, slug)
    client = browser(person("nina@post.example", (account_id, Role.CASEWORKER)))
    at = walk(client, slug, told)
    summary = client.get(f"{at}summary/")
    assert total.replace(" ", "\xa0") in text(summary) or total in text(summary)
    whys = re.findall(rf'href="({at}why/[^"]+)"', summary.content.decode())
    assert whys
    assert all(client.get(why).status_code == 200 for why in whys)
    answer = start(client, slug, summary.content)
    with account_scope(account_id):
        case = rows.Case.objects.get()
        letter = rows.Letter.objects.get()
        assert answer["Location"] == f"/a/{slug}/cases/{case.id}/"
        (sent,) = contents([letter.id], creditor_in_scope())
        assert f"{sent.total // 100}" == re.sub(r"\D", "", total)[:-2]
        assert (case.department, case.project) == (told.department, told.project)
        assert not rows.CaseDraft.objects.exists()


def test_the_letter_is_shown_as_it_will_be_sent(nils: Client) -> None:
    at = walk(nils, "nordlys", NORWEGIAN)
    assert nils.get(f"{at}letter.pdf").content.startswith(b"%PDF")
    assert nils.get(f"{at}letter.png")["Content-Type"] == "image/png"


def test_who_comes_second_is_told_who_was_first(nils: Client, nordlys: int) -> None:
    summary = nils.get(f"{walk(nils, 'nordlys', NORWEGIAN)}summary/").content
    other = browser(person("olga@nordlys.example", (nordlys, Role.CASEWORKER)))
    first = start(nils, "nordlys", summary)
    before = everything()
    second = start(other, "nordlys", summary)
    assert second["Location"] == first["Location"]
    assert "nina@nordlys.example" in str(next(iter(second.wsgi_request._messages)))
    assert everything() == before


def test_a_draft_is_in_the_list_until_it_is_thrown_away(nils: Client, nordlys: int) -> None:
    at = walk(nils, "nordlys", NORWEGIAN)
    listed = nils.get("/a/nordlys/cases/elsewhere/")
    assert "Kristin Haugland" in text(listed)
    assert f'href="{at}summary/"' in listed.content.decode()
    nils.post(f"{at}forget/")
    assert "Kristin Haugland" not in text(nils.get("/a/nordlys/cases/elsewhere/"))
    assert nils.get(f"{at}summary/").status_code == 404
    with account_scope(nordlys):
        assert not rows.Claim.objects.exists()


def test_a_step_that_is_not_reached_yet_leads_to_where_one_is(nils: Client) -> None:
    at = begun(nils, "nordlys")
    assert nils.get(f"{at}summary/")["Location"] == f"{at}customer/"
    assert nils.get(f"{at}elsewhere/").status_code == 404


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"due_on": "2026-12-24"}, "not late yet"),
        ({"currency": "eur"}, "claims of this account are in NOK"),
        ({"amount": "lots"}, "Write an amount"),
        ({"reference": "123456789"}, "no KID"),
        ({"issued_on": "2026-08-11"}, "before its own day"),
    ],
)
def test_a_refused_invoice_keeps_what_was_typed(nils: Client, change: dict[str, str], words: str) -> None:
    at = begun(nils, "nordlys")
    customer = {"kind": "consumer", "name": "Kari", "email": "kari@post.example"}
    nils.post(f"{at}customer/", customer)
    answer = nils.post(f"{at}claims/", claim_form(NORWEGIAN.claims[0], description="Lampe", **change))
    assert answer.status_code == 422
    assert words in text(answer)
    kept = answer.content.decode()
    assert 'value="5031"' in kept
    assert 'value="Lampe"' in kept


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 a workbook", "This is no PDF"),
        (pdf(password="x"), "encrypted"),
        (b"%PDF-" + bytes(21 * 1024 * 1024), "at most 20 MB"),
        (b"%PDF-" + bytes(80 * 1024 * 1024), "larger than 20 MB"),
    ],
)
def test_a_refused_paper_loses_nothing_that_was_typed(nils: Client, nordlys: int, content: bytes, words: str) -> None:
    at = begun(nils, "nordlys")
    nils.post(f"{at}customer/", {"kind": "consumer", "name": "Kari", "email": "kari@post.example"})
    form = {"paper": SimpleUploadedFile("invoice.pdf", content), **claim_form(NORWEGIAN.claims[0], description="Lampe")}
    answer = nils.post(f"{at}claims/", form)
    assert answer.status_code == 422
    assert words in text(answer)
    assert 'value="5031"' in answer.content.decode()
    assert 'value="Lampe"' in answer.content.decode()
    with account_scope(nordlys):
        assert '"claims": []' in rows.CaseDraft.objects.get().data


def test_a_paper_stays_when_another_field_is_wrong(nils: Client, nordlys: int) -> None:
    at = begun(nils, "nordlys")
    nils.post(f"{at}customer/", {"kind": "consumer", "name": "Kari", "email": "kari@post.example"})
    form = claim_form(NORWEGIAN.claims[0]) | {"paper": SimpleUploadedFile("Faktura.pdf", pdf(2))}
    wrong = nils.post(f"{at}claims/", form | {"due_on": "2026-12-24"})
    kept = wrong.content.decode()
    assert "Faktura.pdf is kept" in text(wrong)
    again = claim_form(NORWEGIAN.claims[0], had=hidden(kept.encode(), "had"), had_name=hidden(kept.encode(), "had_name"))
    assert nils.post(f"{at}claims/", again)["Location"] == f"{at}done/"
    nils.post(f"{at}done/", done_form(NORWEGIAN, **letter_fields(NORWEGIAN.letters[0])) | {"l-about": ["5031"]})
    start(nils, "nordlys", nils.get(f"{at}summary/").content)
    with account_scope(nordlys):
        paper = rows.Attachment.objects.get()
    answer = nils.get(f"/a/nordlys/attachments/{paper.id}/")
    assert answer.content == pdf(2) or answer.content.startswith(b"%PDF")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == 'attachment; filename="Faktura.pdf"'


def test_an_unlawful_letter_is_refused_at_its_field_with_what_is_lawful(nils: Client) -> None:
    at = walk(nils, "nordlys", Told(NORWEGIAN.customer, NORWEGIAN.claims))
    fields = done_form(NORWEGIAN, **letter_fields(NORWEGIAN.letters[0])) | {"l-fee": "200,00", "l-address": "Bjørkelia 8"}
    answer = nils.post(f"{at}done/", fields)
    assert answer.status_code == 422
    assert "at most 38,00" in text(answer)
    assert "inkassoforskriften" in text(answer)
    assert "Bjørkelia 8" in answer.content.decode()
    early = nils.post(f"{at}done/", done_form(NORWEGIAN) | {"l-sent_on": "2026-11-18", "l-deadline_on": "2026-11-16"})
    assert "after its own deadline" in text(early)


def test_without_a_notice_the_page_says_when_a_case_can_begin(nils: Client, nordlys: int) -> None:
    at = walk(nils, "nordlys", Told(NORWEGIAN.customer, NORWEGIAN.claims))
    summary = nils.get(f"{at}summary/")
    assert "No case can begin yet" in text(summary)
    assert "No collection notice has been sent" in text(summary)
    assert "Take the invoices in" in text(summary)
    assert start(nils, "nordlys", summary.content)["Location"].startswith("/a/nordlys/customers/")
    with account_scope(nordlys):
        assert rows.Claim.objects.count() == 3
        assert not rows.Case.objects.exists()


def test_a_customer_is_found_and_a_known_number_names_its_owner(nils: Client) -> None:
    start(nils, "nordlys", nils.get(f"{walk(nils, 'nordlys', NORWEGIAN)}summary/").content)
    at = begun(nils, "nordlys")
    found = nils.get(f"{at}customer/?find=kristin")
    assert "Kristin Haugland" in text(found)
    taken = {"kind": "consumer", "name": "kristin haugland", "email": "kh@post.example"}
    again = text(nils.post(f"{at}customer/", taken))
    assert "Kristin Haugland of the same address is known already, as customer K-1" in again
    assert nils.post(f"{at}customer/", {"debtor": hidden_choice(found)})["Location"] == f"{at}claims/"
    claims = nils.post(f"{at}claims/", claim_form(NORWEGIAN.claims[0]))
    assert "Invoice 5031 is known already: it is Kristin Haugland" in text(claims)


def hidden_choice(answer: Read) -> str:
    found = re.search(r'name="debtor" value="(\d+)"', answer.content.decode())
    assert found
    return found[1]


def test_a_wrong_company_number_is_told_at_its_field(nils: Client) -> None:
    at = begun(nils, "nordlys")
    fields = {"kind": "business", "name": "Lampe AS", "email": "a@lampe.example"}
    assert "A company has a number" in text(nils.post(f"{at}customer/", fields))
    answer = nils.post(f"{at}customer/", fields | {"company_number": "974760674"})
    assert "not an organisasjonsnummer" in text(answer)
    assert 'value="974760674"' in answer.content.decode()
    assert nils.post(f"{at}customer/", fields | {"company_number": "974 760 673"})["Location"] == f"{at}claims/"


def test_invoices_letters_and_payments_are_changed_and_taken_out(nils: Client, nordlys: int) -> None:
    at = walk(nils, "nordlys", NORWEGIAN)
    nils.post(f"{at}claims/?edit=5031", claim_form(NORWEGIAN.claims[0], number="5031-B"))
    nils.post(f"{at}claims/", {"drop": "5066"})
    fields = done_form(NORWEGIAN, **letter_fields(NORWEGIAN.letters[0]))
    fields |= {"l-about": ["5031-B", "5047"], "p-claim": "5047"}
    nils.post(f"{at}done/?letter=0", fields | {"l-fee": "35,00"})
    page = text(nils.get(f"{at}done/"))
    assert "5031-B, 5047" in page
    assert "35,00" in page.replace(" ", "")
    nils.post(f"{at}done/", {"drop_letters": "0"})
    assert "5031-B, 5047" not in text(nils.get(f"{at}done/"))


def test_a_guest_tells_nothing(nordlys: int) -> None:
    guest = browser(person("gerda@auditor.example", (nordlys, Role.GUEST)))
    assert guest.get("/a/nordlys/cases/elsewhere/").status_code == 403
    assert guest.post("/a/nordlys/cases/elsewhere/").status_code == 403


def test_a_draft_somebody_has_thrown_away_is_said_to_be_gone(nils: Client, nordlys: int) -> None:
    draft_id = begin_draft(nordlys, on=TODAY, by=ANN)
    tell_draft(nordlys, draft_id, lambda _: NORWEGIAN, on=TODAY, by=ANN)
    forget_draft(nordlys, draft_id, on=TODAY, by=ANN)
    answer = nils.post("/a/nordlys/cases/elsewhere/start/", {"draft": draft_id, "seen": ""})
    assert answer["Location"] == "/a/nordlys/cases/elsewhere/"


