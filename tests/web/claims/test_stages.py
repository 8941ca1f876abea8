"""The list of a stage: what stands where, in which order, what may be ticked, and why not."""

import re
from datetime import date

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from krav.actions.holds import place_hold
from krav.actions.steps import standings
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, SECOND, bank, credit, fik, ledger, line, run, take
from tests.web.cast import Read, browser, person, text

LIST = "/a/fjordbo/invoices/"


@pytest.fixture
def fresh(owed: int) -> int:
    """Three open invoices, two of them reminded, a credit note; and the bank has told of every day until today."""
    take(owed, bank(until=SECOND.isoformat()), "quiet.xml", on=SECOND)
    return owed


def ask(client: Client, **told: str) -> Read:
    return client.get(LIST, told)


def shown(page: Read) -> list[tuple[str, str]]:
    """The customer and the invoice number of each row."""
    body = page.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    who = re.findall(r'class="(?:who|again)"[^>]*>([^<]*)</a>', body)
    return list(zip(who, re.findall(r"data-open>([^<]*)</a>", body), strict=True))


def boxes(page: Read) -> dict[str, bool]:
    """Whether each row can be ticked, by its invoice number."""
    found = re.findall(r'name="claim"[^>]*aria-label="Choose invoice ([^,]+),[^"]*"([^>]*)>', page.content.decode())
    return {number: "disabled" not in rest for number, rest in found}


def many(count: int) -> bytes:
    names = ("Åse Ås", "Zoo ApS", "Ørsted", "Andersen", "Æble I/S")
    return ledger(
        *(
            line(str(3000 + n), f"{500 + n},00", customer=str(n % 65), name=f"{names[n % 5]} {n % 65}", issued="15.02.2026")
            for n in range(count)
        )
    )


def test_the_tabs_are_the_policys_steps_with_counts_and_sums(fresh: int, caseworker: Client) -> None:
    words = text(ask(caseworker))
    for tab in (
        "Overdue 1 −120,00",
        "Reminder 1 2 11.010,00",
        "Reminder 2 0",
        "Reminder 3 0",
        "Collection notice 0",
        "Notice expired 0",
    ):
        assert tab in words
    assert words.count("Overdue") >= 2  # the head and the tab


def test_an_invoice_is_listed_from_its_due_day_and_the_postal_days(
    fresh: int, caseworker: Client, settings: Settings
) -> None:
    for day, listed in ((date(2026, 3, 31), False), (date(2026, 4, 1), True)):
        settings.KRAV_TODAY = day
        assert (("Øster Ås ApS", "1002") in shown(ask(caseworker))) is listed


def test_what_can_move_can_be_ticked_and_owes_its_interest_today(fresh: int, caseworker: Client) -> None:
    page = ask(caseworker, stage="rykker_1")
    assert boxes(page) == {"1001": True, "1003": True}
    words = text(page)
    assert "Reminder 2 now" in words
    assert "10.468,77" in words  # 10.000 and a fee of 100, compensation of 310, 22 days of 9,75 %
    assert "2 are due to move on; what cannot says why." in words


def test_what_has_not_lain_long_enough_is_grey_and_says_until_when_and_why(
    fresh: int, caseworker: Client, settings: Settings
) -> None:
    settings.KRAV_TODAY = date(2026, 3, 18)
    page = ask(caseworker, stage="rykker_1")
    assert boxes(page) == {"1001": False, "1003": False}
    assert "until 24.03 reminder 1 gives until 19.03.2026" in text(page)
    settings.KRAV_TODAY = date(2026, 3, 20)
    assert "until 24.03 money may be under way until then" in text(ask(caseworker, stage="rykker_1"))


def test_old_news_of_money_stops_all_and_says_what_to_do(owed: int, caseworker: Client) -> None:
    page = ask(caseworker, stage="rykker_1")
    assert boxes(page) == {"1001": False, "1003": False}
    assert "No letter can be made now. News of payments end on 09.03.2026" in text(page)


def test_a_stopped_claim_says_what_stops_it(fresh: int, caseworker: Client) -> None:
    place_hold(fresh, "1001", "objection", on=SECOND, by=ANN)
    page = ask(caseworker, stage="rykker_1")
    assert boxes(page) == {"1001": False, "1003": True}
    assert "Stopped 1" in text(page)
    assert "objection" in text(page)
    assert [number for _, number in shown(ask(caseworker, stage="rykker_1", show="stopped"))] == ["1001"]
    assert [number for _, number in shown(ask(caseworker, stage="rykker_1", show="moving"))] == ["1003"]


def test_a_negative_item_is_marked_never_ticked_and_offered_for_matching(fresh: int, caseworker: Client) -> None:
    page = ask(caseworker)
    assert boxes(page) == {"2001": False}
    body = page.content.decode()
    assert ">Match with 1003</button>" in body
    form = re.search(r'<form id="match-\d+" method="post" action="([^"]+)".*?</form>', body)
    assert form
    told = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
    answer = caseworker.post(form[1], told)
    assert answer.status_code == 302
    with account_scope(fresh):
        assert rows.ClaimState.objects.get(claim__number="2001").balance == 0


def test_an_invoice_paid_today_is_still_there_and_leaves_tonight(fresh: int, caseworker: Client) -> None:
    with account_scope(fresh):
        claim_id = rows.Claim.objects.get(number="1003").pk
        owed = standings([claim_id], SECOND)[claim_id].reckoning
    assert owed
    paid = credit(f"{owed.total / 100:.2f}", on=SECOND.isoformat(), reference=fik("1003"))
    take(fresh, bank(paid, until=SECOND.isoformat()), "paid.xml", on=SECOND)
    with account_scope(fresh):
        assert rows.ClaimState.objects.get(claim__number="1003").settled_on == SECOND
    page = ask(caseworker, stage="rykker_1")
    assert "Balance is zero; leaves the list tonight" in text(page)
    assert boxes(page)["1003"] is False
    assert [number for _, number in shown(ask(caseworker, stage="rykker_1", show="moving"))] == ["1001"]


def test_pages_follow_each_other_by_key_and_names_follow_the_countrys_alphabet(fjordbo: int, caseworker: Client) -> None:
    take(fjordbo, many(130), on=SECOND)
    first = ask(caseworker)
    following = re.search(r'href="([^"]+)">Show the next 100', first.content.decode())
    assert following
    second = caseworker.get(following[1].replace("&amp;", "&"))
    found = [*shown(first), *shown(second)]
    assert (len(shown(first)), len(shown(second)), len(set(found))) == (100, 30, 130)
    assert "Show the next 100" not in second.content.decode()
    assert "100 of 130 shown" in text(first)
    order = list(dict.fromkeys(name.split()[0] for name, _ in found))
    assert order == ["Andersen", "Zoo", "Æble", "Ørsted", "Åse"]
    again = [name for name, _ in found]
    assert all(
        again.index(name) + again.count(name) > place for place, name in enumerate(again)
    )  # a customer's rows are together


@pytest.mark.parametrize("sort", ["due", "balance", "next"])
def test_every_sort_shows_every_claim_once(fjordbo: int, caseworker: Client, sort: str) -> None:
    take(fjordbo, many(130), on=SECOND)
    first = ask(caseworker, sort=sort)
    following = re.search(r'href="([^"]+)">Show the next 100', first.content.decode())
    assert following
    found = [*shown(first), *shown(caseworker.get(following[1].replace("&amp;", "&")))]
    assert len(set(found)) == 130
    if sort == "balance":
        assert [number for _, number in found[:2]] == ["3129", "3128"]


@pytest.mark.parametrize(
    ("find", "numbers"), [("ÅSE ås 10", {"3010", "3075"}), ("3077", {"3077"}), ("577,00", {"3077"}), ("zzyzx", set())]
)
def test_a_customer_an_invoice_and_an_amount_are_found(
    fjordbo: int, caseworker: Client, find: str, numbers: set[str]
) -> None:
    take(fjordbo, many(130), on=SECOND)
    page = ask(caseworker, find=find)
    assert {number for _, number in shown(page)} == numbers if numbers else "Nothing found" in text(page)


def test_a_senseless_address_is_the_usual_list(fresh: int, caseworker: Client) -> None:
    page = ask(caseworker, stage="moon", show="up", sort="luck", after="99999999999999999999", made="nothing")
    assert shown(page) == [("Birthe Prøve", "2001")]


def test_a_guest_sees_all_and_is_told_what_it_takes_to_act(fresh: int, guest: Client, stranger: Client) -> None:
    page = ask(guest, stage="rykker_1")
    assert len(shown(page)) == 2
    assert "Make letters This needs the role caseworker; an administrator of the account can give it." in text(page)
    assert '<button class="b go"' not in page.content.decode()
    assert re.search(r'name="claim"(?![^>]* disabled)', page.content.decode()) is None
    assert stranger.get(LIST).status_code == 404


def test_a_claim_whose_step_left_the_policy_is_still_in_a_tab(fresh: int, caseworker: Client) -> None:
    rows.Account.objects.filter(pk=fresh).update(policy='{"steps": [{"key": "rykker_2"}, {"key": "inkassovarsel"}]}')
    assert "Reminder 1 2" in text(ask(caseworker))
    assert {number for _, number in shown(ask(caseworker, stage="rykker_1"))} == {"1001", "1003"}


def test_a_notice_that_ran_out_moves_to_its_own_tab(fjordbo: int, settings: Settings) -> None:
    carl = browser(person("c@fjordbo.example", (fjordbo, Role.CASEWORKER)))
    take(fjordbo, ledger(line("1001", "10.000,00")), on=FIRST)
    for day in (FIRST, SECOND, date(2026, 4, 10), date(2026, 4, 23)):
        take(fjordbo, bank(until=day.isoformat()), f"{day}.xml", on=day)
        run(fjordbo, day)
    for day, stage in ((date(2026, 5, 5), "inkassovarsel"), (date(2026, 5, 8), "expired")):
        take(fjordbo, bank(until=day.isoformat()), f"{day}.xml", on=day)
        settings.KRAV_TODAY = day
        assert [tab for tab in ("inkassovarsel", "expired") if shown(ask(carl, stage=tab))] == [stage]


def test_the_voucher_shows_the_ledgers_line_and_what_was_booked_since(fresh: int, guest: Client) -> None:
    with account_scope(fresh):
        claim = rows.Claim.objects.get(number="1001")
    page = guest.get(f"{LIST}{claim.pk}/voucher/")
    words = text(page)
    for told in (
        "Voucher 1001",
        "ledger.csv",
        "02.02.2026",
        "02.03.2026",
        "10.000,00",
        "Invoice",
        "Compensation",
        "310,00",
        claim.reference,
    ):
        assert told in words
    assert "<html" not in guest.get(f"{LIST}{claim.pk}/voucher/", headers={"HX-Request": "true"}).content.decode()
    assert guest.get(f"{LIST}999999/voucher/").status_code == 404


def test_a_note_is_written_from_the_list_and_seen_in_its_row(fresh: int, caseworker: Client) -> None:
    with account_scope(fresh):
        claim_id = rows.Claim.objects.get(number="1001").pk
    assert "has a note" not in text(ask(caseworker, stage="rykker_1"))
    answer = caseworker.post(f"{LIST}{claim_id}/note/?back={LIST}%3Fstage=rykker_1", {"text": "Calls on Friday"})
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?stage=rykker_1")
    assert "has a note" in text(ask(caseworker, stage="rykker_1"))
    assert "Calls on Friday" in text(caseworker.get(f"{LIST}{claim_id}/voucher/"))
