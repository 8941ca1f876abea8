"""A person connects the accounting system in the browser, sees what waits, lets it go on, and lets go of it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.actions.payments_by_hand import register_payment
from krav.actions.write_back import post_vouchers
from krav.kernel.role import Role
from krav.store.models import Account, BooksPosted, Claim, Connection, Setup
from krav.store.scope import account_scope
from krav.wire import clock
from tests.actions.cast import ANN, NORDLYS
from tests.actions.connected import BOOKS
from tests.web.cast import TODAY, browser, person, text
from tests.wire.accounting.fortnox.standin import FortnoxStandIn
from tests.wire.accounting.fortnox.standin import standing_in as fortnox_standing_in
from tests.wire.accounting.tripletex.standin import TripletexStandIn
from tests.wire.accounting.tripletex.standin import standing_in as tripletex_standing_in

COMPANY = "974760673"
ROOT = "/a/nordlys/settings/books/"


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "wait", lambda _: None)


@pytest.fixture
def tripletex(settings: Settings) -> Iterator[TripletexStandIn]:
    """Tripletex with three invoices, two of them long overdue."""
    with tripletex_standing_in() as found:
        settings.KRAV_VENDORS = {"tripletex": {"url": f"{found.server.url}/v2", "client_secret": "consumer-token"}}
        found.customer("1", "Havblikk AS")
        found.invoice("1001", "1", Decimal("1250.00"), date(2025, 9, 1), date(2025, 9, 15))
        found.invoice("1002", "1", Decimal("800.00"), date(2025, 9, 1), date(2025, 9, 15))
        found.invoice("1003", "1", Decimal("99.90"), date(2026, 3, 1), date(2026, 7, 1))
        yield found


@pytest.fixture
def home(db: None) -> int:
    return open_account(replace(NORDLYS, company_number=COMPANY, policy={"books": BOOKS}), on=TODAY)


@pytest.fixture
def nils(home: int) -> Client:
    return browser(person("nils@nordlys.example", (home, Role.ADMINISTRATOR)))


def connected(client: Client) -> None:
    """Connects, chooses and reads, as a person does."""
    assert client.post(f"{ROOT}with/tripletex/", {"employee": "employee-token"}).status_code == 302
    answer = client.post(f"{ROOT}company/", {"company": "0", "posts": "on", "key": "c"})
    assert (answer.status_code, answer.headers["Location"]) == (302, ROOT)
    assert client.post(f"{ROOT}read/").status_code == 302


def test_the_systems_are_offered_and_files_for_all_others(nils: Client, tripletex: TripletexStandIn) -> None:
    shown = text(nils.get(ROOT))
    assert "Tripletex Connect" in shown
    assert "Another system It works through files" in shown
    assert "Fortnox" not in shown  # this installation has no app there


def test_only_an_administrator_connects(home: int, tripletex: TripletexStandIn) -> None:
    carl = browser(person("carl@nordlys.example", (home, Role.CASEWORKER)))
    shown = text(carl.get(ROOT))
    assert "Connecting needs the role administrator" in shown
    assert carl.post(f"{ROOT}with/tripletex/", {"employee": "employee-token"}).status_code == 403


def test_a_token_that_is_wrong_is_said_beside_the_form_and_shown_nowhere(nils: Client, tripletex: TripletexStandIn) -> None:
    answer = nils.post(f"{ROOT}with/tripletex/", {"employee": "my-secret-token"})
    assert answer.status_code == 422
    assert "Tripletex does not know this token" in text(answer)
    assert "my-secret-token" not in answer.content.decode()


def test_from_the_token_to_what_waits_and_on(nils: Client, home: int, tripletex: TripletexStandIn) -> None:
    nils.post(f"{ROOT}with/tripletex/", {"employee": "employee-token"})
    chosen = text(nils.get(f"{ROOT}company/"))
    assert "Fjord Regnskap AS" in chosen
    nils.post(f"{ROOT}company/", {"company": "0", "posts": "on"})
    assert "Being read for the first time" in text(nils.get(ROOT))
    nils.post(f"{ROOT}read/")
    waits = text(nils.get(ROOT))
    assert "This is what waits" in waits
    assert "2 claims would be" in waits
    assert "steps late: the next lawful step only" in waits
    assert Account.objects.get(pk=home).quarantine
    answer = nils.post(f"{ROOT}go-on/", {"key": "g"}, follow=True)
    assert "It goes on" in text(answer)
    assert not Account.objects.get(pk=home).quarantine
    with account_scope(home):
        assert Claim.objects.count() == 3


def test_while_it_waits_no_step_is_taken_by_hand_either(nils: Client, home: int, tripletex: TripletexStandIn) -> None:
    connected(nils)
    with account_scope(home):
        claim_id = Claim.objects.get(number="1001").pk
    assert "Look at what waits" in text(nils.get(f"/a/nordlys/invoices/{claim_id}/"))


def test_the_books_of_somebody_else_are_refused(nils: Client, home: int, tripletex: TripletexStandIn) -> None:
    Account.objects.filter(pk=home).update(company_number="313000001")
    nils.post(f"{ROOT}with/tripletex/", {"employee": "employee-token"})
    answer = nils.post(f"{ROOT}company/", {"company": "0"})
    assert answer.status_code == 422
    assert "These are the books of Fjord Regnskap AS" in text(answer)


def test_where_the_books_say_otherwise_and_what_was_posted(nils: Client, home: int, tripletex: TripletexStandIn) -> None:
    connected(nils)
    nils.post(f"{ROOT}go-on/")
    assert "Every item agrees" in text(nils.get(f"{ROOT}differences/"))
    with account_scope(home):
        claim_id = Claim.objects.get(number="1003").pk
    register_payment(home, claim_id, 4_990, TODAY, on=TODAY, by=ANN)
    assert "1003 Havblikk AS The books have more left" in text(nils.get(f"{ROOT}differences/"))
    post_vouchers(home, on=TODAY + timedelta(days=1), by=ANN)
    posted = text(nils.get(f"{ROOT}postings/"))
    assert "Booked" in posted
    with account_scope(home):
        number = BooksPosted.objects.get().number
    table = nils.get(f"{ROOT}postings/table.csv").content.decode("utf-8-sig")
    assert number in table
    assert "49,90;NOK;Booked" in table


def test_a_voucher_that_was_refused_is_posted_again(nils: Client, home: int, tripletex: TripletexStandIn) -> None:
    connected(nils)
    nils.post(f"{ROOT}go-on/")
    with account_scope(home):
        link = Connection.objects.get()
        row = BooksPosted.objects.create(
            connection=link, name="K1", on=TODAY, text="Payment", currency="NOK", lines="[]", state="refused",
            problem="Tripletex refused: closed period.", at=timezone.now(),
        )  # fmt: skip
    assert "closed period" in text(nils.get(f"{ROOT}postings/"))
    assert "1 voucher was refused there" in text(nils.get(ROOT))
    nils.post(f"{ROOT}postings/{row.pk}/again/")
    with account_scope(home):
        assert BooksPosted.objects.get().state == "queued"


def test_a_lost_connection_is_said_with_the_way_back(nils: Client, home: int, tripletex: TripletexStandIn) -> None:
    connected(nils)
    tripletex.revoke()
    assert nils.post(f"{ROOT}read/").status_code == 409
    lost = text(nils.get(ROOT))
    assert "The connection is lost" in lost
    assert "Connect again" in lost


def test_disconnecting_forgets_the_rights_and_keeps_the_rest(nils: Client, home: int, tripletex: TripletexStandIn) -> None:
    connected(nils)
    shown = text(nils.post(f"{ROOT}disconnect/", {"key": "d"}, follow=True))
    assert "Which one do you use?" in shown
    with account_scope(home):
        assert (Connection.objects.get().rights, Claim.objects.count()) == ("", 3)


def test_the_invoice_is_fetched_as_the_customer_got_it(nils: Client, home: int, tripletex: TripletexStandIn) -> None:
    connected(nils)
    with account_scope(home):
        claim_id = Claim.objects.get(number="1001").pk
    page = f"/a/nordlys/invoices/{claim_id}/"
    assert "Fetch the invoice from Tripletex" in text(nils.get(page))
    assert nils.post(f"{page}fetch/").status_code in {302, 409}


@pytest.mark.usefixtures("fortnox")
class TestOnItsOwnPage:
    """Fortnox gives rights on its own page, and leads back."""

    @pytest.fixture
    def fortnox(self, settings: Settings) -> Iterator[FortnoxStandIn]:
        with fortnox_standing_in() as found:
            told = {"url": found.server.url, "login_url": found.server.url, "client_id": "app", "client_secret": "word"}
            settings.KRAV_VENDORS = {"fortnox": told}
            yield found

    def begun(self, client: Client) -> str:
        """The state with which the page's link leads to Fortnox; a form that did would be stopped by the browser."""
        page = client.get(f"{ROOT}with/fortnox/").content.decode()
        (link,) = re.findall(r'href="([^"]+/oauth-v1/auth[^"]+)"', page)
        asked = parse_qs(urlsplit(unescape(link)).query)
        assert asked["redirect_uri"] == ["http://testserver/connected/"]
        return asked["state"][0]

    def test_there_and_back(self, nils: Client, home: int) -> None:
        state = self.begun(nils)
        answer = nils.get("/connected/", {"state": state, "code": "code-1"})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{ROOT}company/")
        with account_scope(home):
            assert Connection.objects.get().system == "fortnox"

    def test_who_says_no_there_is_told_so(self, nils: Client) -> None:
        answer = nils.get("/connected/", {"state": self.begun(nils), "error": "access_denied"})
        assert answer.status_code == 422
        assert "Fortnox gave no access" in text(answer)

    def test_a_way_back_that_is_forged_or_anothers_leads_nowhere(self, nils: Client, home: int) -> None:
        state = self.begun(nils)
        assert nils.get("/connected/", {"state": state + "x", "code": "code-1"}).status_code == 404
        other = browser(person("olga@nordlys.example", (home, Role.ADMINISTRATOR)))
        assert other.get("/connected/", {"state": state, "code": "code-1"}).status_code == 404
        assert Client().get("/connected/", {"state": state, "code": "code-1"}).status_code == 302
        with account_scope(home):
            assert not Connection.objects.exists()


def test_a_new_company_comes_from_its_accounting_system(nils: Client, tripletex: TripletexStandIn) -> None:
    assert "From your accounting system" in text(nils.get("/new/"))
    answer = nils.post("/new/from/tripletex/", {"employee": "employee-token"})
    (setup,) = Setup.objects.all()
    assert answer.headers["Location"] == f"/new/{setup.pk}/company/"
    assert "employee-token" not in setup.data
    page = nils.get(answer.headers["Location"]).content.decode()
    assert 'value="Fjord Regnskap AS"' in page
    assert f'value="{COMPANY}"' in page


def test_what_is_carried_sealed_cannot_be_made_up(nils: Client, tripletex: TripletexStandIn) -> None:
    answer = nils.post("/new/from/tripletex/", {"books": "made-up", "company": "4711"})
    assert answer.status_code == 422
    assert not Setup.objects.exists()


def test_an_accountant_says_which_company(nils: Client, tripletex: TripletexStandIn) -> None:
    tripletex.client(4711, "Havblikk Drift AS")
    which = nils.post("/new/from/tripletex/", {"employee": "employee-token"})
    assert "Havblikk Drift AS" in text(which)
    books = which.content.decode().split('name="books" value="')[1].split('"')[0]
    answer = nils.post("/new/from/tripletex/", {"books": books, "company": "4711"})
    assert answer.status_code == 302
    assert '"Havblikk Drift AS"' in Setup.objects.get().data
