"""Moving what is ticked: the preview, the letters, a second time, two people at once, and taking it all back."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import SECOND, bank, ledger, line, take
from tests.web.cast import browser, person, text

LIST = "/a/fjordbo/invoices/"


@pytest.fixture
def fresh(owed: int) -> int:
    """Two invoices at reminder 1 that can move today."""
    take(owed, bank(until=SECOND.isoformat()), "quiet.xml", on=SECOND)
    return owed


def ids(account_id: int, *numbers: str) -> list[int]:
    with account_scope(account_id):
        return list(rows.Claim.objects.filter(number__in=numbers).order_by("number").values_list("id", flat=True))


def told(
    account_id: int, *numbers: str, step: str = "rykker_2", stage: str = "rykker_1", key: str = "k1"
) -> dict[str, object]:
    return {"claim": ids(account_id, *numbers), "step": step, "stage": stage, "key": key}


def move(client: Client, account_id: int, *numbers: str, **how: str) -> Any:  # noqa: ANN401 the test client's answer
    return client.post(f"{LIST}move/", told(account_id, *numbers, **how), follow=True)


def letters(account_id: int) -> list[tuple[str, int]]:
    """The step and the fee of each letter that stands, without the first reminders."""
    with account_scope(account_id):
        found = rows.Letter.objects.filter(withdrawal__isnull=True).exclude(step="rykker_1").order_by("id")
        return list(found.values_list("step", "fee"))


def test_the_preview_says_what_it_adds_and_how_many_letters(fresh: int, caseworker: Client) -> None:
    answer = caseworker.post(f"{LIST}adds/", told(fresh, "1001", "1003"))
    words = text(answer)
    assert "and 200,00 in new fees" in words
    assert "Make 2 letters" in words
    assert "asks for payment within 10 days" in words
    assert letters(fresh) == []
    assert "says that the claim goes to collection" in text(
        caseworker.post(f"{LIST}adds/", told(fresh, "1001", step="inkassovarsel"))
    )
    assert caseworker.post(f"{LIST}adds/", told(fresh)).content == b""


def test_the_ticked_ones_get_their_letters_and_the_print_dialog_opens(fresh: int, caseworker: Client) -> None:
    page = move(caseworker, fresh, "1001", "1003")
    assert letters(fresh) == [("rykker_2", 100_00), ("rykker_2", 100_00)]
    words = text(page)
    assert "2 letters made. They leave at" in words
    assert "2 letters made: Reminder 2" in words
    assert "They leave on paper." in words
    assert "all of it can be undone" in words
    assert re.search(
        r'hx-get="/a/fjordbo/invoices/print/\?made=k1" hx-target="#dialog" hx-trigger="click, load once"',
        page.content.decode(),
    )
    with account_scope(fresh):
        assert set(rows.ClaimState.objects.filter(claim__number__in=("1001", "1003")).values_list("stage", flat=True)) == {
            "rykker_2"
        }


def test_at_their_new_stage_they_are_marked_and_no_dialog_opens(fresh: int, caseworker: Client) -> None:
    move(caseworker, fresh, "1001")
    page = caseworker.get(LIST, {"stage": "rykker_2", "made": "k1"}).content.decode()
    assert '<tr role="row" class="wait new">' in page
    assert "load once" not in page


def test_the_same_form_twice_makes_no_second_letter_and_shows_the_first(fresh: int, caseworker: Client) -> None:
    move(caseworker, fresh, "1001")
    page = move(caseworker, fresh, "1001")
    assert len(letters(fresh)) == 1
    words = text(page)
    assert "by carl@fjordbo.example and is not done twice" in words
    assert "1 letter made: Reminder 2" in words


def test_who_comes_second_sees_who_moved_it_when_and_where_it_stands(fresh: int, caseworker: Client) -> None:
    ann = browser(person("ann@fjordbo.example", (fresh, Role.CASEWORKER)))
    move(ann, fresh, "1001", key="hers")
    page = move(caseworker, fresh, "1001", "1003", step="inkassovarsel", key="his")
    assert letters(fresh) == [("rykker_2", 100_00), ("inkassovarsel", 100_00)]
    words = text(page)
    assert "1 invoice got no letter" in words
    assert re.search(
        r"1001, Øster Ås ApS: ann@fjordbo.example moved this at \d\d:\d\d; it now stands at Reminder 2\.", words
    )


def test_the_machines_own_letters_are_told_as_its_own(fresh: int, caseworker: Client) -> None:
    page = move(caseworker, fresh, "1001", step="rykker_1", stage="overdue")
    assert letters(fresh) == []
    words = text(page)
    assert "No letter was made" in words
    assert re.search(r"Ann moved this at \d\d:\d\d; it now stands at Reminder 1\.", words)


def test_a_notice_is_sent_at_once_where_a_reminder_was_next(fresh: int, caseworker: Client) -> None:
    page = caseworker.get(LIST, {"stage": "rykker_1"}).content.decode()
    assert re.findall(r'type="radio" name="step" value="(\w+)"', page) == ["rykker_2", "inkassovarsel"]
    assert "Reminder 2 with collection notice" in page
    move(caseworker, fresh, "1001", step="inkassovarsel")
    assert letters(fresh) == [("inkassovarsel", 100_00)]


def test_all_that_can_move_is_more_than_the_page(fjordbo: int, caseworker: Client) -> None:
    due = "10.03.2026"
    many = [line(str(3000 + n), f"{500 + n},00", customer=str(n), name=f"Kunde {n}", due=due) for n in range(120)]
    take(fjordbo, ledger(*many, line("4000", "10,00", due=due)), on=SECOND)
    page = caseworker.get(LIST)
    assert "All 121 that can move" in text(page)
    answer = caseworker.post(f"{LIST}move/", {"all": "1", "step": "rykker_1", "stage": "overdue", "key": "all"}, follow=True)
    assert "120 letters made" in text(answer)
    assert "4000, Øster Ås ApS: The unpaid principal is below the least amount the policy pursues." in text(answer)
    with account_scope(fjordbo):
        assert rows.Letter.objects.count() == 120


def test_undone_before_they_leave_it_is_as_if_nothing_had_been(fresh: int, caseworker: Client) -> None:
    page = move(caseworker, fresh, "1001", "1003")
    undo = re.search(r'<form method="post" action="(/a/fjordbo/invoices/undo/[^"]+)"', page.content.decode())
    assert undo
    address = undo[1].replace("&amp;", "&")
    after = caseworker.post(address, follow=True)
    assert "2 letters taken back; nothing was sent." in text(after)
    assert letters(fresh) == []
    with account_scope(fresh):
        assert rows.ClaimState.objects.get(claim__number="1001").stage == "rykker_1"
        assert sum(rows.Entry.objects.filter(claim__number="1001", kind="fee").values_list("amount", flat=True)) == 100_00
    assert "These letters were taken back before." in text(caseworker.post(address, follow=True))


def test_what_has_left_is_not_undone(fresh: int, caseworker: Client) -> None:
    move(caseworker, fresh, "1001", "1003")
    with account_scope(fresh):
        rows.Outbox.objects.filter(letter__step="rykker_2", letter__letterclaim__claim__number="1003").update(
            state="delivered"
        )
    after = caseworker.post(f"{LIST}undo/?made=k1", follow=True)
    assert "1 of these letters have left, or were taken back before; none is taken back now." in text(after)
    assert len(letters(fresh)) == 2


def test_nothing_ticked_is_nothing_done(fresh: int, caseworker: Client) -> None:
    assert "Nothing was ticked, and nothing was done." in text(move(caseworker, fresh))
    assert letters(fresh) == []


def test_a_step_the_policy_has_not_is_refused(fresh: int, caseworker: Client) -> None:
    answer = move(caseworker, fresh, "1001", step="purring")
    assert answer.status_code == 409
    assert "The policy has no step" in text(answer)


@pytest.mark.parametrize("address", ["move/", "adds/", "undo/?made=k1"])
def test_a_guest_moves_nothing_and_a_stranger_finds_nothing(
    fresh: int, guest: Client, stranger: Client, address: str
) -> None:
    assert guest.post(LIST + address, told(fresh, "1001")).status_code == 403
    assert stranger.post(LIST + address, told(fresh, "1001")).status_code == 404
    assert letters(fresh) == []


def test_claims_of_another_account_are_not_moved(fresh: int, nordlys: int) -> None:
    kari = browser(person("kari@nordlys.example", (nordlys, Role.CASEWORKER)))
    told_there = told(fresh, "1001") | {"step": "purring", "stage": "overdue"}
    take(nordlys, bank(until=date(2026, 3, 24).isoformat(), account="12345678903"), "n.xml", on=SECOND)
    answer = kari.post("/a/nordlys/invoices/move/", told_there, follow=True)
    assert answer.status_code == 200
    assert letters(fresh) == []
