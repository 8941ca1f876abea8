"""Setting a company up in five steps, leaving and coming back, and changing it afterwards."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.load import creditor
from tests.actions.cast import ledger, line
from tests.web.accounts.test_policy import typed
from tests.web.cast import browser, person, text

COMPANY = {
    "country": "SE", "company_number": "559999-0008", "name": "Provbygg AB", "street": "Testgatan 3", "postcode": "352 33",
    "city": "Växjö", "phone": "", "email": "a@provbygg.example", "web": "",
}  # fmt: skip
PAYMENT = {
    "bankgiro": "5050-1055", "plusgiro": "", "bank_account": "5050-1055", "ocr_level": "variable", "ocr_length": "",
    "language": "sv", "colour": "heather", "accent": "#123456",
}  # fmt: skip


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: object) -> None:
    """A folder of the test's own for what is kept."""
    settings.KRAV_HOME = tmp_path


@pytest.fixture
def newcomer(db: None) -> Client:
    """Somebody who has no company yet."""
    return browser(person("bo@bog.example", name="Bo Bog"))


def begin(client: Client, **other: str) -> str:
    """The first step; the address of the second."""
    return str(client.post("/new/", COMPANY | other, follow=True).redirect_chain[-1][0])


def picture(size: tuple[int, int] = (300, 100)) -> SimpleUploadedFile:
    """A logo."""
    made = BytesIO()
    Image.new("RGB", size, "teal").save(made, "JPEG")
    return SimpleUploadedFile("logo.jpg", made.getvalue())


def test_a_newcomer_sets_a_company_up_and_is_its_administrator(newcomer: Client) -> None:
    payment = begin(newcomer)
    assert payment.endswith("/payment/")
    assert not rows.Account.objects.exists()
    ledger_page = newcomer.post(payment, PAYMENT | {"logo": picture()}, follow=True).redirect_chain[-1][0]
    account = rows.Account.objects.get()
    assert (account.slug, account.company_number, account.colour, account.language) == (
        "provbygg-ab",
        "5599990008",
        "heather",
        "sv",
    )
    assert account.accent == "#123456"
    assert account.logo.endswith(".png")
    assert rows.Membership.objects.get(account=account).role == Role.ADMINISTRATOR
    policy = creditor(account).policy
    assert policy.approval == tuple(step.key for step in policy.steps)
    books = SimpleUploadedFile("ledger.csv", ledger(line("1001", "1.000,00")))
    look = newcomer.post("/a/provbygg-ab/import/", {"file": books}, follow=True).redirect_chain[-1][0]
    done = newcomer.post(look + "take/", follow=True)
    assert "Go on setting up" in text(done)
    policy_page = ledger_page.replace("ledger", "policy")
    assert "4 letters in " in text(newcomer.get(policy_page))
    summary = newcomer.post(policy_page, follow=True)
    assert "1 taken in" in text(summary)
    assert "100164 for invoice 1001" in text(summary)
    letter = newcomer.get("/a/provbygg-ab/settings/letter.pdf")
    assert letter.content.startswith(b"%PDF")
    started = newcomer.post(ledger_page.replace("ledger", "summary"))
    assert started["Location"] == "/a/provbygg-ab/invoices/"
    assert not rows.Setup.objects.exists()


def test_leaving_and_coming_back_finds_what_was_done(newcomer: Client) -> None:
    payment = begin(newcomer)
    words = newcomer.get("/new/").content.decode()
    assert "Begun before" in words
    assert payment in words
    assert "Provbygg AB" in text(newcomer.get(payment.replace("payment", "company")))
    assert newcomer.get(payment.replace("payment", "summary"))["Location"] == payment
    newcomer.post(payment, PAYMENT)
    assert payment.replace("payment", "ledger") in newcomer.get("/new/").content.decode()
    newcomer.post(payment.replace("payment", "forget"))
    assert "Begun before" not in text(newcomer.get("/new/"))


def test_going_back_changes_the_account_and_never_opens_a_second(newcomer: Client) -> None:
    payment = begin(newcomer)
    newcomer.post(payment, PAYMENT)
    newcomer.post(payment, PAYMENT)
    newcomer.post(payment.replace("payment", "company"), COMPANY | {"name": "Provbygg i Småland AB"})
    newcomer.post(payment, PAYMENT | {"colour": "night"})
    account = rows.Account.objects.get()
    assert (account.name, account.colour, account.slug) == ("Provbygg i Småland AB", "night", "provbygg-ab")


def test_somebody_elses_number_is_no_secret_told_and_ones_own_is_not_opened_twice(newcomer: Client) -> None:
    newcomer.post(begin(newcomer), PAYMENT)
    again = newcomer.post("/new/", COMPANY)
    assert again.status_code == 422
    assert "You have this company already: Provbygg AB" in text(again)
    other = browser(person("eva@other.example"))
    other.post(begin(other), PAYMENT)
    assert rows.Account.objects.count() == 2
    assert other.get("/a/provbygg-ab/policy/").status_code == 404


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a number of another country": ({"country": "DK"}, "is not a CVR number"),
    "a wrong check digit": ({"company_number": "559999-0001"}, "is not an organisationsnummer"),
    "no country": ({"country": "XX"}, "Select a valid choice"),
    "no name": ({"name": ""}, "This field is required"),
    "no address of e-mail": ({"email": "nonsense"}, "valid email"),
}


@pytest.mark.parametrize(("wrong", "said"), WRONG.values(), ids=WRONG)
def test_a_company_that_is_none_is_refused_in_its_field(newcomer: Client, wrong: dict[str, Any], said: str) -> None:
    page = newcomer.post("/new/", COMPANY | wrong)
    assert page.status_code == 422
    assert said in text(page)
    assert not rows.Setup.objects.exists()


def test_payment_settings_that_make_no_reference_are_refused(newcomer: Client) -> None:
    payment = begin(newcomer)
    page = newcomer.post(payment, PAYMENT | {"bankgiro": "5050-1056"})
    assert page.status_code == 422
    assert "is not a Bankgiro number" in text(page)
    assert not rows.Account.objects.exists()
    shown = newcomer.post(payment.replace("payment", "reference"), PAYMENT | {"ocr_level": "fixed", "ocr_length": "10"})
    assert "0000010017" in text(shown)


POINTING = b'''<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink">
<use x:href="https://elsewhere.example/x.svg#y"/></svg>'''
LOGOS = {
    "no picture": (b"GIF89a", "no PNG, JPEG or SVG"),
    "a cut picture": (b"\x89PNG\r\n\x1a\n" + bytes(40), "no PNG, JPEG or SVG"),
    "a script": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "does more than draw (script)"),
    "a handler": (b'<svg xmlns="http://www.w3.org/2000/svg"><g onload="x"/></svg>', "does more than draw (g)"),
    "another's file": (POINTING, "does more than draw (use)"),
    "an entity": (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>', "DOCTYPE"),
    "too much": (b"\x89PNG\r\n\x1a\n" + bytes(600_000), "at most 500 KB"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "said"), LOGOS.values(), ids=LOGOS)
def test_a_hostile_logo_is_refused_and_no_account_is_half_open(newcomer: Client, data: bytes, said: str) -> None:
    page = newcomer.post(begin(newcomer), PAYMENT | {"logo": SimpleUploadedFile("logo.svg", data)})
    assert page.status_code == 422
    assert said in text(page)
    assert not rows.Account.objects.exists()


def test_another_persons_setup_is_not_found(newcomer: Client) -> None:
    payment = begin(newcomer)
    other = browser(person("eva@other.example"))
    assert other.get(payment).status_code == 404
    assert other.post(payment, PAYMENT).status_code == 404
    assert other.post(payment.replace("payment", "forget")).status_code == 404
    assert Client().get(payment).status_code == 302


SETTINGS = "/a/fjordbo/settings/"


def section(client: Client, name: str) -> dict[str, Any]:
    """One section's form as the page shows it."""
    page = client.get(SETTINGS).content.decode()
    found = next(part for part in page.split("<form ") if f'name="section" value="{name}"' in part)
    return typed(found.partition("</form>")[0])


def test_each_section_is_saved_by_itself(fjordbo: int, administrator: Client) -> None:
    saved = administrator.post(SETTINGS, section(administrator, "company") | {"name": "Fjordbo Havn ApS"}, follow=True)
    assert "Saved." in text(saved)
    administrator.post(SETTINGS, section(administrator, "payment") | {"fik_card": "75"})
    administrator.post(SETTINGS, section(administrator, "look") | {"colour": "peat", "language": "en", "logo": picture()})
    account = rows.Account.objects.get(pk=fjordbo)
    assert (account.name, account.scheme, account.colour, account.language) == (
        "Fjordbo Havn ApS", '{"fik_card": "75", "fik_creditor": "81234567"}', "peat", "en",
    )  # fmt: skip
    assert administrator.get(SETTINGS + "logo.png").content.startswith(b"\x89PNG")
    administrator.post(SETTINGS, section(administrator, "look"))
    assert rows.Account.objects.get(pk=fjordbo).logo == account.logo
    assert administrator.get(SETTINGS + "letter.png").content.startswith(b"\x89PNG")
    administrator.post(SETTINGS, section(administrator, "look") | {"no_logo": "on"})
    assert rows.Account.objects.get(pk=fjordbo).logo == ""
    assert administrator.get(SETTINGS + "logo.png").status_code == 404


def test_letters_are_drafts_until_somebody_has_approved_the_texts(fjordbo: int, administrator: Client) -> None:
    administrator.post(SETTINGS, section(administrator, "letters") | {"texts_approved_by": "", "texts_approved_on": ""})
    assert not creditor(rows.Account.objects.get(pk=fjordbo)).texts_approved
    half = administrator.post(SETTINGS, section(administrator, "letters") | {"texts_approved_by": "Lawyer"})
    assert half.status_code == 422
    assert "Say who approved the texts and on which day" in text(half)
    whole = {"texts_approved_by": "Lawyer", "texts_approved_on": "2026-03-01"}
    administrator.post(SETTINGS, section(administrator, "letters") | whole)
    assert creditor(rows.Account.objects.get(pk=fjordbo)).texts_approved


def test_settings_that_are_wrong_keep_what_was_typed_and_save_nothing(fjordbo: int, administrator: Client) -> None:
    page = administrator.post(SETTINGS, section(administrator, "payment") | {"fik_creditor": "12345678"})
    assert page.status_code == 422
    assert "is not an FI creditor number" in text(page)
    assert 'value="12345678"' in page.content.decode()
    assert "81234567" in rows.Account.objects.get(pk=fjordbo).scheme


def test_an_account_is_paid_by_rf_references_once_it_tells_an_iban(fjordbo: int, administrator: Client) -> None:
    shown = administrator.get(SETTINGS).content.decode()
    assert '<input type="radio" name="reference" value="" id="id_reference_0" checked>' in shown
    chosen = section(administrator, "payment") | {"reference": "rf", "fik_creditor": ""}
    assert "This field is required." in text(administrator.post(SETTINGS, chosen))
    false = administrator.post(SETTINGS, chosen | {"iban": "DK50 0040 0440 1162 44"})
    assert "“DK50 0040 0440 1162 44” is no IBAN" in text(false)
    example = text(administrator.post(SETTINGS + "reference/", chosen | {"iban": "DK5000400440116243"}))
    assert "DK50 0040 0440 1162 43" in example
    administrator.post(SETTINGS, chosen | {"iban": "DK5000400440116243"})
    told = '{"fik_card": "71", "iban": "DK5000400440116243", "reference": "rf"}'
    assert rows.Account.objects.get(pk=fjordbo).scheme == told
    shown = administrator.get(SETTINGS).content.decode()
    assert '<input type="radio" name="reference" value="rf" id="id_reference_1" checked>' in shown
    administrator.post(SETTINGS, section(administrator, "payment") | {"reference": "", "fik_creditor": "81234567"})
    assert '"reference"' not in rows.Account.objects.get(pk=fjordbo).scheme


def test_of_two_who_change_one_section_the_second_is_told(fjordbo: int, administrator: Client) -> None:
    other = browser(person("lars@fjordbo.example", (fjordbo, Role.ADMINISTRATOR)))
    mine, theirs = section(administrator, "company"), section(other, "company")
    other.post(SETTINGS, theirs | {"phone": "11"})
    late = administrator.post(SETTINGS, mine | {"phone": "22"}, follow=True)
    assert "lars@fjordbo.example changed this at" in text(late)
    assert rows.Account.objects.get(pk=fjordbo).phone == "11"


def test_only_an_administrator_changes_the_settings(
    fjordbo: int, guest: Client, caseworker: Client, stranger: Client
) -> None:
    for client in (guest, caseworker):
        assert client.post(SETTINGS, section(client, "company") | {"phone": "22"}).status_code == 403
    assert stranger.get(SETTINGS).status_code == 404
    assert stranger.get(SETTINGS + "letter.pdf").status_code == 404
    assert rows.Account.objects.get(pk=fjordbo).phone == "98 00 00 00"
