"""The cockpit: one queue of what only a person can do, over all of somebody's accounts and in each."""

import json
import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from krav.actions.holds import lift_hold, place_hold
from krav.actions.people import invite
from krav.actions.steps import standings
from krav.actions.unit import Actor
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.queries.needs import needs_counts
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, SECOND, bank, credit, ledger, line, run, take
from tests.web.cast import TODAY, browser, person, text

WHOLE = "/a/fjordbo/"


def decide(account_id: int, **choices: object) -> None:
    rows.Account.objects.filter(pk=account_id).update(policy=json.dumps(choices))


def fresh(account_id: int, on: date = SECOND) -> None:
    take(account_id, bank(until=on.isoformat()), f"bank-{on}.xml", on=on)


@pytest.fixture
def waiting(owed: int) -> int:
    """The landlord says yes to the second reminders himself; the bank's news are of today."""
    decide(owed, approval=["rykker_2"])
    fresh(owed)
    return owed


def letters(account_id: int) -> int:
    with account_scope(account_id):
        return rows.Letter.objects.filter(withdrawal__isnull=True).count()


def form(page: str) -> dict[str, object]:
    """What the page's form sends with every box ticked."""
    key = re.search(r'name="key" value="(\w+)"', page)
    assert key
    return {"key": key[1], "approve": re.findall(r'name="approve" value="([^"]+)"', page)}


# --- the queue of one account


def test_says_in_its_heading_how_many_things_wait(owed: int, caseworker: Client) -> None:
    page = text(caseworker.get(WHOLE))
    assert "3 things need you" in page
    assert "Birthe Prøve has something to their credit" in page
    assert "Payment without a name has no invoice Came on 9 March 77,00 DKK Match" in page
    assert "News of money end on 9 March 2 letters are held back until they are fresh 11.010,00 DKK" in page
    assert "no letter leaves today" in page


def test_the_navigation_counts_the_same(owed: int, caseworker: Client) -> None:
    nav = text(caseworker.get(WHOLE)).split("Needs you")[1]
    assert nav.split()[0] == "3"
    assert "Payments 1" in nav
    assert needs_counts([owed], TODAY) == {owed: 3}


def test_what_waits_for_a_yes_is_one_task_a_step(waiting: int, caseworker: Client) -> None:
    page = caseworker.get(WHOLE)
    assert "Reminder 2: 2 invoices wait for a yes" in text(page)
    assert "11.010,00 DKK" in text(page)
    assert form(page.content.decode())["approve"] == ["fjordbo:rykker_2:2:1101000"]


def test_what_goes_by_itself_is_a_number(owed: int, caseworker: Client) -> None:
    fresh(owed)
    page = text(caseworker.get(WHOLE))
    assert "wait for a yes" not in page
    assert "2 letters leave today unless you stop them" in page
    assert "Goes by itself today 2 letters Reminder 2 2" in page


def test_nothing_may_be_taken_on_a_day_the_banks_are_closed(waiting: int, caseworker: Client, settings: Settings) -> None:
    settings.KRAV_TODAY = date(2026, 3, 28)
    assert "wait for a yes" not in text(caseworker.get(WHOLE))


def test_a_kind_may_be_looked_at_alone(waiting: int, caseworker: Client) -> None:
    page = text(caseworker.get(WHOLE, {"kind": "match"}))
    assert "Birthe Prøve" in page
    assert "wait for a yes" not in page
    assert "All 3" in page


def test_the_texts_of_an_account_must_be_approved(waiting: int, caseworker: Client) -> None:
    rows.Account.objects.update(texts_approved_on=None)
    assert "The letter texts are drafts" in text(caseworker.get(WHOLE))


def test_many_of_a_kind_are_one_task(waiting: int, caseworker: Client) -> None:
    more = [line(str(2002 + each), "-10,00", name=f"Ny {each}", customer=str(30 + each)) for each in range(3)]
    take(waiting, ledger(*more), on=SECOND)
    assert "4 items are to the customers’ credit" in text(caseworker.get(WHOLE))


def test_a_file_that_was_refused_waits_for_a_look(waiting: int, caseworker: Client) -> None:
    given = {"file": SimpleUploadedFile("broken.csv", b"no;ledger\n1;2\n"), "key": "k1"}
    caseworker.post("/a/fjordbo/import/", given)
    with account_scope(waiting):
        rows.Upload.objects.update(state="refused", name="broken.csv")
        assert rows.Upload.objects.count() == 1
    assert "“broken.csv” was refused" in text(caseworker.get(WHOLE))


# --- holds


def test_an_objection_is_there_until_it_is_answered(waiting: int, caseworker: Client) -> None:
    hold = place_hold(waiting, "1001", "objection", on=SECOND, by=ANN)
    page = text(caseworker.get(WHOLE))
    assert "Øster Ås ApS objects Invoice 1001 · stopped at once, on 24 March" in page
    lift_hold(waiting, hold, on=SECOND, by=ANN)
    assert "objects" not in text(caseworker.get(WHOLE))


def test_a_wait_that_somebody_chose_asks_nobody(waiting: int, caseworker: Client) -> None:
    place_hold(waiting, "1001", "plan", on=SECOND, by=ANN)
    assert needs_counts([waiting], TODAY) == {waiting: 3}


def test_a_letter_that_came_back_asks_for_an_address(waiting: int, caseworker: Client) -> None:
    place_hold(waiting, "1001", "letter_returned", on=SECOND, by=ANN)
    assert "Letter to Øster Ås ApS came back" in text(caseworker.get(WHOLE))


def test_a_broken_promise_is_told_where_nothing_follows_by_itself(waiting: int, caseworker: Client) -> None:
    place_hold(waiting, "1001", "promise", until_on=SECOND, on=FIRST, by=ANN)
    assert "Øster Ås ApS promised money by 24 March" in text(caseworker.get(WHOLE))


def test_a_promise_is_not_broken_before_its_day(waiting: int, caseworker: Client) -> None:
    place_hold(waiting, "1001", "promise", until_on=SECOND + timedelta(1), on=FIRST, by=ANN)
    assert "promised" not in text(caseworker.get(WHOLE))


def test_a_broken_promise_is_not_told_where_the_next_letter_goes_by_itself(owed: int, caseworker: Client) -> None:
    fresh(owed)
    place_hold(owed, "1001", "promise", until_on=SECOND, on=FIRST, by=ANN)
    assert "promised" not in text(caseworker.get(WHOLE))


def test_money_keeps_a_promise(waiting: int, caseworker: Client) -> None:
    place_hold(waiting, "1001", "promise", until_on=SECOND, on=FIRST, by=ANN)
    paid = credit("3000.00", on="2026-03-23", reference="71/000000000010017", key="part")
    take(waiting, bank(paid, until="2026-03-24"), "more.xml", on=SECOND)
    assert "promised" not in text(caseworker.get(WHOLE))


# --- the end of the ladder


def test_is_told_when_the_last_deadline_has_passed_and_not_before(owed: int, caseworker: Client, settings: Settings) -> None:
    decide(owed, steps=[{"key": "rykker_1"}])
    with account_scope(owed):
        claims = rows.ClaimState.objects.exclude(stage="")
        assert claims.count() == 2
        claims.update(blocked="ladder_ended", next_step="", next_on=None)
        deadline = claims.values_list("deadline_on", flat=True)[0]
    assert deadline
    settings.KRAV_TODAY = deadline
    assert "last deadline" not in text(caseworker.get(WHOLE))
    settings.KRAV_TODAY = deadline + timedelta(days=5)
    assert "the last deadline passed on" in text(caseworker.get(WHOLE))


# --- a yes


def test_makes_the_letters_and_says_until_when(waiting: int, caseworker: Client) -> None:
    before = letters(waiting)
    answer = caseworker.post("/approve/", form(caseworker.get("/").content.decode()), follow=True)
    assert letters(waiting) == before + 2
    page = text(answer)
    assert "Fjordbo ApS, Reminder 2 2 letters, leave at" in page
    assert "See them, or undo" in page
    assert "wait for a yes" not in page
    assert "What became of your yes" not in text(caseworker.get("/"))


def test_twice_is_done_once(waiting: int, caseworker: Client) -> None:
    yes = form(caseworker.get("/").content.decode())
    caseworker.post("/approve/", yes)
    made = letters(waiting)
    assert "it is not done twice" in text(caseworker.post("/approve/", yes, follow=True))
    assert letters(waiting) == made


def test_is_only_to_what_was_seen(waiting: int, caseworker: Client) -> None:
    yes = form(caseworker.get("/").content.decode())
    before = letters(waiting)
    place_hold(waiting, "1001", "objection", on=SECOND, by=ANN)
    assert "has changed since you saw it" in text(caseworker.post("/approve/", yes, follow=True))
    assert letters(waiting) == before


def test_tells_what_was_refused(waiting: int, caseworker: Client) -> None:
    with account_scope(waiting):
        owes = rows.Claim.objects.get(number="1003")
        total = standings([owes.pk], SECOND)[owes.pk].reckoning
    assert total
    same = credit(f"{total.total / 100:.2f}", on="2026-03-24", text="who is it")
    take(waiting, bank(same, until="2026-03-24"), "loose.xml", on=SECOND)
    before = letters(waiting)
    page = text(caseworker.post("/approve/", form(caseworker.get("/").content.decode()), follow=True))
    assert "1 letter, leaves at" in page
    assert "1 invoice got none" in page
    assert letters(waiting) == before + 1


def test_leads_back_to_the_account_it_was_said_in(waiting: int, caseworker: Client) -> None:
    yes = form(caseworker.get(WHOLE).content.decode())
    assert caseworker.post("/approve/", yes | {"back": "fjordbo"}).headers["Location"] == WHOLE
    assert caseworker.post("/approve/", yes | {"back": "nordlys"}).headers["Location"] == "/"


def test_a_guest_sees_but_cannot_say(waiting: int, guest: Client, caseworker: Client) -> None:
    page = guest.get(WHOLE)
    assert "2 invoices wait for a yes" in text(page)
    assert b'name="approve"' not in page.content
    assert b'aria-disabled="true">Match' in page.content
    before = letters(waiting)
    answer = guest.post("/approve/", form(caseworker.get("/").content.decode()), follow=True)
    assert "This needs the role caseworker" in text(answer)
    assert letters(waiting) == before


def test_says_nothing_for_an_account_of_others(waiting: int, stranger: Client, caseworker: Client) -> None:
    before = letters(waiting)
    answer = stranger.post("/approve/", form(caseworker.get("/").content.decode()), follow=True)
    assert "Fjordbo" not in text(answer)
    assert letters(waiting) == before
    assert stranger.get(WHOLE).status_code == 404


@pytest.mark.parametrize("tick", ["", "fjordbo", "fjordbo:rykker_2:x:1", "fjordbo:no_step:1:1", ":::"])
def test_nonsense_makes_nothing(waiting: int, caseworker: Client, tick: str) -> None:
    before = letters(waiting)
    assert caseworker.post("/approve/", {"key": "k", "approve": tick}, follow=True).status_code == 200
    assert letters(waiting) == before


# --- all clients


def test_the_queue_is_grouped_by_client(waiting: int, nordlys: int) -> None:
    both = browser(person("mette@nordlys.example", (waiting, Role.CASEWORKER), (nordlys, Role.GUEST), name="Mette Holm"))
    page = text(both.get("/"))
    assert "3 things need you, in 1 of 2 clients" in page
    assert "Fjordbo ApS" in page
    assert "Nordlys" not in page


def test_money_that_came_stands_beside_it(waiting: int, caseworker: Client) -> None:
    paid = credit("3000.00", on="2026-03-23", reference="71/000000000010017", key="part")
    take(waiting, bank(paid, until="2026-03-24"), "more.xml", on=SECOND)
    assert "Came in since 23 March DKK 3.000,00" in text(caseworker.get("/"))


def test_a_claim_that_runs_out_of_time_is_watched(waiting: int, caseworker: Client) -> None:
    take(
        waiting,
        ledger(line("900", "900,00", due="10.04.2023", issued="01.03.2023", customer="90", name="Gammel Gæld")),
        on=SECOND,
    )
    page = text(caseworker.get("/"))
    assert "Claim runs out of time Gammel Gæld, invoice 900 17 days" in page


def test_each_account_more_costs_few_questions(
    waiting: int, nordlys: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    one = browser(person("one@x.example", (waiting, Role.GUEST)))
    two = browser(person("two@x.example", (waiting, Role.GUEST), (nordlys, Role.GUEST)))
    with django_assert_max_num_queries(60) as asked:
        one.get("/")
    alone = len(asked.captured_queries)
    with django_assert_max_num_queries(alone + 18):
        two.get("/")


def test_done(fjordbo: int, caseworker: Client) -> None:
    assert "Nothing needs you Everything else goes by itself; no letter leaves today." in text(caseworker.get("/"))


def test_somebody_without_an_account_is_welcome(fjordbo: int) -> None:
    newcomer = person("new@x.example", name="Nina Ny")
    page = text(browser(newcomer).get("/"))
    assert "Welcome, Nina Ny" in page
    assert "Set up a company" in page
    invite(fjordbo, "new@x.example", Role.GUEST, on=TODAY, by=Actor("ann@fjordbo.example", Role.ADMINISTRATOR))
    assert "Fjordbo ApS asks you to join" in text(browser(newcomer).get("/"))


def test_nobody_is_asked_to_log_in(db: None) -> None:
    assert "/account/login/" in Client().get("/").headers["Location"]


def test_what_a_run_would_do_is_no_task(owed: int, caseworker: Client) -> None:
    fresh(owed)
    before = needs_counts([owed], TODAY)[owed]
    run(owed, SECOND)
    assert needs_counts([owed], TODAY)[owed] == before == 2
