"""The pages of privacy: what is kept of a customer and why, its file, whose time is up, and who may do what about it."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import jsonschema_rs
import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from krav.actions.payments_by_hand import register_payment
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN, IMPORTED, ledger, line, take
from tests.web.cast import text

SCHEMA = Path(__file__).parents[3] / "docs/schemas/debtor.schema.json"
UP = date(2032, 1, 1)
DUE = "/a/fjordbo/customers/time-is-up/"
SETTINGS = f"{DUE}set/"
LINES = (
    line("5001", "300,00", due="20.03.2026", customer="51", name="Rigmor Kvistgaard", kind="privat"),
    line("5002", "400,00", due="20.03.2026", customer="52", name="Anden Kunde A/S"),
)


def kept(debtor: int, rest: str = "") -> str:
    return f"/a/fjordbo/customers/{debtor}/kept/{rest}"


@pytest.fixture
def paid(fjordbo: int) -> int:
    """A person who paid the only invoice, beside a customer who did not; the person's id."""
    take(fjordbo, ledger(*LINES))
    with account_scope(fjordbo):
        claim = rows.Claim.objects.get(number="5001")
    register_payment(fjordbo, claim.pk, 300_00, IMPORTED, on=IMPORTED, by=ANN)
    return claim.debtor_id


@pytest.fixture
def over(paid: int, settings: Settings) -> int:
    """The same on the first day on which no law keeps the person's data."""
    settings.KRAV_TODAY = UP
    return paid


def other(account_id: int) -> int:
    with account_scope(account_id):
        return rows.Debtor.objects.get(number="52").pk


def audited(account_id: int, action: str) -> list[tuple[str, dict[str, object]]]:
    """Who did it, and what the audit says of it."""
    with account_scope(account_id):
        told = list(rows.Audit.objects.filter(action=action).order_by("pk").values_list("actor", "data"))
    return [(who, json.loads(data)) for who, data in told]


def test_a_customer_s_page_says_what_keeps_it_and_until_when(fjordbo: int, paid: int, guest: Client) -> None:
    words = text(guest.get(kept(paid)))
    assert "It must be kept until 01.01.2032" in words
    assert "bogføringsloven § 12" in words
    assert re.search(r"Name, addresses and telephone 1\b", words)
    assert re.search(r"Payments with the payer’s name 1\b", words)
    assert "Letters and where they went" not in words
    assert "Claims are open: 5002." in text(guest.get(kept(other(fjordbo))))


def test_who_may_only_look_sees_no_way_to_the_file_or_to_erasing(over: int, guest: Client) -> None:
    page = guest.get(kept(over))
    assert "Nothing keeps it any more, since 01.01.2032" in text(page)
    assert "Erase for good" not in text(page)
    assert "Save as a file" not in text(page)


@pytest.mark.parametrize(("who", "looks", "takes_out", "lists", "erases"), [
    ("guest", 200, 403, 403, 403), ("caseworker", 200, 200, 200, 403), ("administrator", 200, 200, 200, 302),
    ("stranger", 404, 404, 404, 404),
])  # fmt: skip
def test_each_role_has_its_right(
    over: int, who: str, looks: int, takes_out: int, lists: int, erases: int, request: pytest.FixtureRequest
) -> None:
    reader: Client = request.getfixturevalue(who)
    assert reader.get(kept(over)).status_code == looks
    assert reader.post(kept(over, "file/")).status_code == takes_out
    assert reader.get(DUE).status_code == lists
    assert reader.post(SETTINGS, {"year_ends": "6"}).status_code == erases
    assert reader.post(DUE, {"debtor": str(over)}).status_code == erases


def test_what_a_role_may_not_do_is_not_done(fjordbo: int, over: int, caseworker: Client, guest: Client) -> None:
    for reader in (caseworker, guest):
        reader.post(DUE, {"debtor": str(over)})
        reader.post(SETTINGS, {"year_ends": "6", "by_itself": "1"})
    guest.post(kept(over, "file/"))
    with account_scope(fjordbo):
        assert rows.Erasure.objects.count() + rows.Keeping.objects.count() == 0
        assert rows.Debtor.objects.get(pk=over).name == "Rigmor Kvistgaard"
    assert audited(fjordbo, "export_customer") == []


def test_somebody_without_a_login_sees_nothing(over: int) -> None:
    for answer in (Client().get(kept(over)), Client().get(DUE), Client().post(kept(over, "file/"))):
        assert answer.status_code == 302
        assert "Rigmor" not in answer.content.decode()


def test_the_file_holds_all_of_the_customer_and_the_audit_knows_who_took_it(
    fjordbo: int, paid: int, caseworker: Client
) -> None:
    answer = caseworker.post(kept(paid, "file/"))
    assert answer["Content-Disposition"] == f'attachment; filename="customer-{paid}.json"'
    told = json.loads(answer.content)
    jsonschema_rs.validator_for(json.loads(SCHEMA.read_text("utf-8"))).validate(told)
    assert told["customer"] == "51"
    assert told["kept"]["debtor"][0]["name"] == "Rigmor Kvistgaard"
    assert "Anden Kunde" not in answer.content.decode()
    assert audited(fjordbo, "export_customer") == [("carl@fjordbo.example", {"debtor": paid})]
    assert caseworker.get(kept(paid, "file/")).status_code == 405


def test_looking_is_not_taking_out(fjordbo: int, paid: int, administrator: Client) -> None:
    administrator.get(kept(paid))
    administrator.get(DUE)
    assert audited(fjordbo, "export_customer") + audited(fjordbo, "erase_customer") == []


def test_the_list_has_those_whose_time_is_up_from_the_day_on(paid: int, administrator: Client, settings: Settings) -> None:
    settings.KRAV_TODAY = UP - timedelta(days=1)
    assert "Nobody’s time is up" in text(administrator.get(DUE))
    settings.KRAV_TODAY = UP
    page = administrator.get(DUE)
    assert re.search(r"Rigmor Kvistgaard 51 01.01.2032 bogføringsloven § 12", text(page))
    assert "Anden Kunde" not in text(page)
    assert f'href="{kept(paid)}"' in page.content.decode()


def test_a_caseworker_reads_the_list_and_who_can_erase(over: int, caseworker: Client) -> None:
    words = text(caseworker.get(DUE))
    assert "Rigmor Kvistgaard" in words
    assert "This needs the role administrator" in words
    assert "Erase what is ticked" not in words
    assert "The financial year ends with month" not in words


def test_the_ticked_are_erased_and_the_audit_knows_by_whom(fjordbo: int, over: int, administrator: Client) -> None:
    done = administrator.post(DUE, {"debtor": str(over)}, follow=True)
    assert "1 customer is erased." in text(done)
    assert "Nobody’s time is up" in text(done)
    ((who, said),) = audited(fjordbo, "erase_customer")
    assert (who, said["debtor"], said["section"]) == ("ann@fjordbo.example", over, "bogføringsloven § 12, stk. 1")
    assert "Rigmor" not in json.dumps(said)
    page = text(administrator.get(kept(over)))
    assert "Erased on 01.01.2032" in page
    assert "Erase for good" not in page
    assert "Rigmor" not in page
    with account_scope(fjordbo):
        assert rows.Erasure.objects.get().by == "ann@fjordbo.example"
        assert rows.Payment.objects.get().amount == 300_00


@pytest.mark.parametrize("ticked", [[], ["0"], ["999999999"], ["x"], ["9" * 40], ["-1"], ["²"]])
def test_what_is_not_on_the_list_is_not_erased(fjordbo: int, over: int, administrator: Client, ticked: list[str]) -> None:
    answer = administrator.post(DUE, {"debtor": [*ticked, str(other(fjordbo))]}, follow=True)
    assert answer.status_code == 200
    assert "0 customers are erased." in text(answer)
    with account_scope(fjordbo):
        assert rows.Erasure.objects.count() == 0


def test_a_day_too_early_the_law_keeps_it(fjordbo: int, paid: int, administrator: Client, settings: Settings) -> None:
    settings.KRAV_TODAY = UP - timedelta(days=1)
    administrator.post(DUE, {"debtor": str(paid)})
    with account_scope(fjordbo):
        assert rows.Erasure.objects.count() == 0
        assert rows.Debtor.objects.get(pk=paid).name == "Rigmor Kvistgaard"


def test_the_financial_year_and_erasing_by_itself_are_set(
    fjordbo: int, paid: int, administrator: Client, settings: Settings
) -> None:
    assert "It is set." in text(administrator.post(SETTINGS, {"year_ends": "6", "by_itself": "1"}, follow=True))
    settings.KRAV_TODAY = date(2031, 7, 1)
    page = administrator.get(DUE)
    assert "Rigmor Kvistgaard" in text(page)
    assert re.search(r'<option value="6" selected>', page.content.decode())
    assert re.search(r'name="by_itself" value="1" checked', page.content.decode())
    assert audited(fjordbo, "change_keeping") == [("ann@fjordbo.example", {"by_itself": True, "year_ends": 6})]
    administrator.post(SETTINGS, {"year_ends": "6"})
    with account_scope(fjordbo):
        assert not rows.Keeping.objects.get().by_itself


@pytest.mark.parametrize("month", ["", "0", "13", "99", "123", "x", "-1", "²"])
def test_a_month_that_is_none_is_refused_in_words(fjordbo: int, administrator: Client, month: str) -> None:
    answer = administrator.post(SETTINGS, {"year_ends": month}, follow=True)
    assert answer.status_code == 200
    assert "A financial year ends with a month from 1 to 12." in text(answer)
    with account_scope(fjordbo):
        assert rows.Keeping.objects.count() == 0
