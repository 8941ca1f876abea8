"""The look ahead as a page: what will come, seen and stopped beforehand, and what another policy would bring."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from krav.actions.holds import place_hold
from krav.actions.policy import change_policy
from krav.kernel.days import days_after
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.web.calendar import address, day, views
from tests.actions.cast import ANN, ledger, line, run, take
from tests.web.cast import TODAY, text

CALENDAR = reverse("calendar", kwargs={"slug": "fjordbo"})
STOP = reverse("calendar_stop", kwargs={"slug": "fjordbo"})
OTHER = {"other-postal_days": "2", "other-grace_bank_days": "2", "other-minimum": "50,00"}


def look(client: Client, **query: str | int) -> str:
    response = client.get(CALENDAR, query)
    assert response.status_code == 200
    return unescape(text(response))


def waits(*days: int) -> dict[str, str]:
    keys = ("rykker_1", "rykker_2", "rykker_3", "inkassovarsel")
    return OTHER | {f"other-wait_{key}": str(count) for key, count in zip(keys, days, strict=True)}


def test_the_head_says_what_comes(owed: int, guest: Client) -> None:
    page = look(guest)
    assert "8 letters until 23 April" in page
    assert "Nothing of it waits for your yes." in page
    assert "No money is foretold" in page


def test_what_waits_for_a_yes_is_counted_apart(owed: int, guest: Client) -> None:
    change_policy(owed, {"approval": ["rykker_2"]}, on=TODAY, by=ANN)
    page = look(guest)
    assert "1 letter until 23 April" in page
    assert "3 invoices will wait for your yes." in page
    assert "Reminder 2 waits for your yes" in page


def test_the_first_day_with_letters_is_open_and_others_can_be_picked(owed: int, guest: Client) -> None:
    page = look(guest)
    assert "Øster Ås ApS 1001 100,00" in page
    assert "Reminder 2, pay by" in page
    later = look(guest, day="2026-04-09")
    assert "9 April" in later
    assert "Reminder 3" in later.partition("What happens")[2]


def test_an_empty_account_has_nothing_ahead(guest: Client) -> None:
    page = look(guest)
    assert "No letters until 23 April" in page
    assert "Nothing comes in these days" in page


@pytest.mark.parametrize("query", ["until=never", "until=1999-01-01", "until=2031-01-01", "day=x", "after=-"])
def test_an_address_that_makes_no_sense_is_as_usual(owed: int, guest: Client, query: str) -> None:
    assert text(guest.get(f"{CALENDAR}?{query}")) == text(guest.get(CALENDAR))


def test_a_longer_look_sees_more(owed: int, guest: Client) -> None:
    assert "until 24 March" in look(guest, until=TODAY.isoformat())
    assert "letters until 22 June" in look(guest, until=days_after(TODAY, 90).isoformat())


def test_what_is_ticked_is_stopped_and_can_be_let_go_on(owed: int, caseworker: Client) -> None:
    before = look(caseworker)
    with account_scope(owed):
        ids = dict(rows.Claim.objects.values_list("number", "id"))
    sent = {"claims": [f"{ids['1001']},{ids['1002']}"], "until_on": "2026-06-01", "key": "k1", "back": "until=2026-04-23"}
    response = caseworker.post(STOP, sent, follow=True)
    page = unescape(text(response))
    assert response.redirect_chain[0][0] == f"{CALENDAR}?until=2026-04-23#day"
    assert "2 invoices wait until 01.06.2026." in page
    assert "letters until 23 April" in page
    assert "1001" not in page
    run(owed, TODAY)
    with account_scope(owed):
        assert not rows.LetterClaim.objects.filter(claim_id=ids["1001"], letter__sent_on=TODAY).exists()
        assert set(rows.Hold.objects.values_list("reason", "placed_by")) == {("wait", "carl@fjordbo.example")}
    assert "is not done twice" in text(caseworker.post(STOP, sent, follow=True))
    undone = caseworker.post(reverse("calendar_undo", kwargs={"slug": "fjordbo", "placed": "k1"}), follow=True)
    assert "2 invoices go on as before." in text(undone)
    assert "1001" in text(undone)
    assert before == look(caseworker)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"claims": "1", "until_on": ""}, "Choose the day until which they are stopped"),
        ({"claims": "x", "until_on": "2026-06-01"}, "None of the claims chosen is open."),
        ({"claims": "999999", "until_on": "2026-06-01"}, "None of the claims chosen is open."),
        ({"claims": "1", "until_on": "2026-03-24"}, "give a later day"),
    ],
)
def test_a_stop_that_cannot_be_says_so(owed: int, caseworker: Client, sent: dict[str, str], said: str) -> None:
    assert said in text(caseworker.post(STOP, {"key": "k", **sent}, follow=True))
    with account_scope(owed):
        assert not rows.Hold.objects.exists()


def test_what_was_never_stopped_cannot_be_undone(owed: int, caseworker: Client) -> None:
    with account_scope(owed):
        place_hold(owed, "1001", "objection", on=TODAY, by=ANN, key="one")
    for placed in ("one", "none"):
        response = caseworker.post(reverse("calendar_undo", kwargs={"slug": "fjordbo", "placed": placed}), follow=True)
        assert "No claims were stopped together there." in text(response)


def test_a_guest_sees_and_cannot_stop(owed: int, guest: Client, stranger: Client) -> None:
    assert "Stopping letters needs the role caseworker" in look(guest)
    assert guest.post(STOP, {"claims": "1", "until_on": "2026-06-01"}).status_code == 403
    assert stranger.get(CALENDAR).status_code == 404
    assert stranger.post(STOP, {"claims": "1", "until_on": "2026-06-01"}).status_code == 404


def test_another_policy_stands_beside_the_own(owed: int, guest: Client) -> None:
    page = look(guest, **waits(5, 20, 20, 20), until="2026-06-01")
    assert "By the chosen day Your policy The other" in page
    assert "The other Letters 10 6 Reminder 1 1 1 Reminder 2 3" in page


def test_an_unlawful_policy_is_refused_with_its_section(nordlys: int, stranger: Client) -> None:
    """A fee may be asked from fourteen days after the due day on; this creditor asks it by its own policy."""
    change_policy(nordlys, {"steps": [{"key": "purring", "wait_days": 14, "fee": 3800}], "postal_days": 0}, on=TODAY, by=ANN)
    sooner = OTHER | {"other-postal_days": "0", "other-wait_purring": "5"}
    page = unescape(text(stranger.get(reverse("calendar", kwargs={"slug": "nordlys"}), sooner)))
    assert "inkassoforskriften § 1-2" in page
    assert "Lawful:" in page
    assert "Your policy The other" not in page


def test_a_policy_that_cannot_be_is_told_in_the_form(owed: int, guest: Client) -> None:
    page = look(guest, **(waits(5, 10, 10, 10) | {"other-minimum": "0,50"}))
    assert "tolerance must be below its minimum" in page
    assert "1 thing to mend" in look(guest, **(waits(5, 10, 10, 10) | {"other-minimum": "a lot"}))


def test_the_list_of_a_day_is_paged(fjordbo: int, guest: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day, "LIMIT", 2)
    several = (line(str(1000 + key), "1.000,00", customer=str(key), name=f"Kunde {key}") for key in range(1, 6))
    take(fjordbo, ledger(*several))
    with account_scope(fjordbo):
        rows.Account.objects.update(money_known_until=TODAY)
        first = guest.get(CALENDAR)
        last = rows.Debtor.objects.get(name="Kunde 2").id
    assert "Kunde 3" not in text(first)
    assert f"after={last}" in first.content.decode()
    second = look(guest, after=last)
    assert [name in second for name in ("Kunde 2", "Kunde 3", "Kunde 4", "Kunde 5")] == [False, True, True, False]


def test_a_large_account_gets_its_page_first_and_a_shorter_look(
    owed: int, guest: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address, "LARGE", 2)
    monkeypatch.setattr(views, "LARGE", 2)
    monkeypatch.setattr(views, "AT_ONCE", 2)
    first = guest.get(CALENDAR)
    assert "4 open invoices are looked at." in text(first)
    assert f'hx-get="{CALENDAR}?now=1"' in first.content.decode()
    page = look(guest, now="1")
    assert "letters until 31 March" in page
    assert "a week is looked at unless you ask for more" in page
    assert "letters until 31 March" in look(guest)


def test_what_was_found_is_kept_until_something_happens(owed: int, guest: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            look(guest)
        return len(asked)

    first, again = queries(), queries()
    assert again < first
    kept = look(guest)
    place_hold(owed, "1001", "promise", until_on=TODAY + timedelta(days=60), on=TODAY, by=ANN)
    assert look(guest) != kept


MONTHS = [("en", "1\u00a0Apr"), ("da", "1.\u00a0apr."), ("nb", "1.\u00a0apr."), ("sv", "1\u00a0apr.")]


@pytest.mark.parametrize(("language", "said"), MONTHS)
@pytest.mark.usefixtures("owed")
def test_a_month_begins_as_its_reader_writes_it(guest: Client, language: str, said: str) -> None:
    strip = guest.get(CALENDAR, headers={"Accept-Language": language}).content.decode()
    assert f'<span aria-hidden="true">{said}</span>' in strip
