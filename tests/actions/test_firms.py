"""Bookkeeping firms: clients taken on with consent and let go, seats that come and go, whose credits are drawn."""

import json

import pytest

from krav.actions.accounts import open_account
from krav.actions.colleagues import change_colleague, join_firm, let_go
from krav.actions.contents import contents
from krav.actions.firms import (
    CLIENT,
    FIRM,
    Offer,
    add_client,
    change_branding,
    change_firm,
    change_payer,
    end_client,
    give_up_client,
    open_firm,
    pay_for,
)
from krav.actions.people import add_person
from krav.actions.rights import Forbidden
from krav.actions.unit import Actor, DoneBefore
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries.firms import clients, colleagues, could_join, desks, figures, keeper
from krav.store.queries.people import members
from krav.store.scope import account_scope
from tests.actions.cast import FIRST, FJORDBO, IMPORTED, NORDLYS, SECOND, ledger, line, run, take
from tests.actions.firms import ANN, BODIL, HOLM, OPERATOR, colleague, firm, taken_on

pytestmark = pytest.mark.django_db

CASEWORKER = Actor("carl@fjordbo.example", Role.CASEWORKER)


@pytest.fixture
def holm() -> int:
    return firm()


@pytest.fixture
def fjordbo() -> int:
    account_id = open_account(FJORDBO, on=IMPORTED)
    ann = add_person(ANN.name, "Ann Fjord", "lamps on the long jetty")
    rows.Membership.objects.create(account_id=account_id, user_id=ann, role=Role.ADMINISTRATOR)
    return account_id


def seats(account_id: int) -> dict[str, Role]:
    return {member.email: member.role for member in members(account_id)}


def audited(account_id: int, action: str) -> dict[str, object]:
    with account_scope(account_id):
        found: dict[str, object] = json.loads(rows.Audit.objects.filter(action=action).latest("id").data)
    return found


def test_only_an_operator_opens_a_firm_and_for_somebody_there_is(holm: int) -> None:
    assert desks(rows.User.objects.get(email=BODIL.name).pk)[0].firm.name == "Holm Bogholderi ApS"
    with pytest.raises(KravError, match="Only an operator"):
        open_firm(HOLM, BODIL.name, by=BODIL)
    with pytest.raises(KravError, match="Nobody has the address"):
        open_firm(HOLM, "nobody@holm.example", by=OPERATOR)
    assert open_firm(HOLM, BODIL.name, by=OPERATOR) != "holm-bogholderi-aps"


def test_a_client_is_taken_on_by_its_administrator_alone_and_by_one_firm(fjordbo: int, holm: int) -> None:
    offer = Offer(holm, FIRM, Role.CASEWORKER, BODIL.name)
    with pytest.raises(Forbidden):
        add_client(fjordbo, offer, on=FIRST, by=CASEWORKER)
    colleague(holm, "gorm@holm.example", Role.GUEST)
    assert add_client(fjordbo, offer, on=FIRST, by=ANN, key="k") == "Holm Bogholderi ApS"
    assert seats(fjordbo) == {
        ANN.name: Role.ADMINISTRATOR, BODIL.name: Role.CASEWORKER, "gorm@holm.example": Role.GUEST
    }  # fmt: skip
    assert audited(fjordbo, "add_client")["seated"] == {BODIL.name: "caseworker", "gorm@holm.example": "guest"}
    with pytest.raises(DoneBefore):
        add_client(fjordbo, offer, on=FIRST, by=ANN, key="k")
    with pytest.raises(KravError, match="looks after this account already"):
        add_client(fjordbo, offer, on=FIRST, by=ANN)
    assert [each.slug for each in clients(holm)] == ["fjordbo"]


def test_an_offer_ends_with_whoever_made_it(fjordbo: int, holm: int) -> None:
    for by in ("nobody@holm.example", ANN.name):
        with pytest.raises(KravError, match="does not stand any more"):
            add_client(fjordbo, Offer(holm, FIRM, Role.ADMINISTRATOR, by), on=FIRST, by=ANN)
    with pytest.raises(KravError, match="does not stand any more"):
        add_client(fjordbo, Offer(999_999_999, FIRM, Role.ADMINISTRATOR, BODIL.name), on=FIRST, by=ANN)
    assert keeper(fjordbo) is None


def test_who_had_a_seat_keeps_it_as_it_was(fjordbo: int, holm: int) -> None:
    gorm = colleague(holm, "gorm@holm.example", Role.ADMINISTRATOR)
    rows.Membership.objects.create(account_id=fjordbo, user_id=gorm, role=Role.GUEST)
    taken_on(fjordbo, holm)
    assert seats(fjordbo)["gorm@holm.example"] is Role.GUEST


def test_leaving_takes_the_firms_seats_and_nobody_elses(fjordbo: int, holm: int) -> None:
    taken_on(fjordbo, holm)
    assert end_client(fjordbo, on=FIRST, by=ANN) == []
    assert seats(fjordbo) == {ANN.name: Role.ADMINISTRATOR}
    assert keeper(fjordbo) is None
    with pytest.raises(KravError, match="No firm looks after"):
        end_client(fjordbo, on=FIRST, by=ANN)


def test_an_account_is_never_left_without_an_administrator(holm: int) -> None:
    alone = open_account(FJORDBO, on=IMPORTED)
    colleague(holm, "gorm@holm.example", Role.CASEWORKER)
    add_client(alone, Offer(holm, FIRM, Role.ADMINISTRATOR, BODIL.name), on=FIRST, by=BODIL)
    assert give_up_client(holm, alone, on=FIRST, by=BODIL) == [BODIL.name]
    assert seats(alone) == {BODIL.name: Role.ADMINISTRATOR}


def test_only_the_firm_says_that_it_pays(fjordbo: int, holm: int) -> None:
    taken_on(fjordbo, holm)
    with pytest.raises(KravError, match="Only the firm"):
        change_payer(fjordbo, FIRM, on=FIRST, by=ANN)
    with pytest.raises(Forbidden):
        pay_for(holm, fjordbo, FIRM, on=FIRST, by=Actor("gorm@holm.example", Role.CASEWORKER))
    pay_for(holm, fjordbo, FIRM, on=FIRST, by=BODIL)
    assert [each.pays for each in clients(holm)] == [FIRM]
    change_payer(fjordbo, CLIENT, on=FIRST, by=ANN)
    assert [each.pays for each in clients(holm)] == [CLIENT]
    other = open_account(NORDLYS, on=IMPORTED)
    for deed in (
        lambda: pay_for(holm, other, FIRM, on=FIRST, by=BODIL),
        lambda: give_up_client(holm, other, on=FIRST, by=BODIL),
    ):
        with pytest.raises(KravError, match="no client of the firm"):
            deed()


def test_the_account_says_whether_the_firm_is_named(fjordbo: int, holm: int) -> None:
    taken_on(fjordbo, holm)
    change_branding(fjordbo, branded=False, on=FIRST, by=ANN)
    client = keeper(fjordbo)
    assert client
    assert not client.branded


def test_a_firm_s_words_never_look_like_an_agency_s(holm: int) -> None:
    with pytest.raises(KravError, match="look like a collection agency"):
        change_firm(holm, {"words": "Bogføring og Inkasso"}, by=BODIL)
    with pytest.raises(Forbidden):
        change_firm(holm, {"words": "Løn"}, by=Actor("gorm@holm.example", Role.CASEWORKER))
    with pytest.raises(KravError):
        change_firm(holm, {"company_number": "13585629"}, by=BODIL)
    change_firm(holm, {"words": "Løn", "markup": 1250}, by=BODIL)
    assert rows.Firm.objects.filter(words="Løn", markup=1250, name="Holm Bogholderi ApS").exists()


def test_who_joins_a_firm_gets_seats_no_higher_than_its_people_have(fjordbo: int, holm: int) -> None:
    taken_on(fjordbo, holm, highest=Role.CASEWORKER)
    closed = open_account(NORDLYS, on=IMPORTED)
    add_client(
        closed, Offer(holm, CLIENT, Role.GUEST, BODIL.name), on=FIRST, by=Actor("nils@nordlys.example", Role.ADMINISTRATOR)
    )
    rows.Membership.objects.filter(account_id=closed).delete()
    gorm = add_person("gorm@holm.example", "Gorm", "lamps on the long jetty")
    join_firm(holm, gorm, "gorm@holm.example", Role.ADMINISTRATOR, asked_by=BODIL.name, on=FIRST)
    assert seats(fjordbo)["gorm@holm.example"] is Role.CASEWORKER
    assert seats(closed) == {}
    assert [each.role for each in colleagues(holm)] == [Role.ADMINISTRATOR, Role.ADMINISTRATOR]
    with pytest.raises(KravError, match="works at this firm already"):
        join_firm(holm, gorm, "gorm@holm.example", Role.GUEST, asked_by=BODIL.name, on=FIRST)


def test_nobody_joins_with_an_address_that_is_not_theirs(holm: int) -> None:
    gorm = add_person("gorm@holm.example", "Gorm", "lamps on the long jetty")
    for email, by in (("bodil@holm.example", BODIL.name), ("gorm@holm.example", "gone@holm.example")):
        with pytest.raises(KravError, match="No invitation"):
            join_firm(holm, gorm, email, Role.GUEST, asked_by=by, on=FIRST)


def test_another_role_at_the_firm_is_another_one_on_its_clients(fjordbo: int, holm: int) -> None:
    gorm = colleague(holm, "gorm@holm.example", Role.CASEWORKER)
    taken_on(fjordbo, holm)
    change_colleague(holm, gorm, Role.GUEST, on=FIRST, by=BODIL)
    assert seats(fjordbo)["gorm@holm.example"] is Role.GUEST
    with pytest.raises(KravError, match="at least one administrator"):
        change_colleague(holm, rows.User.objects.get(email=BODIL.name).pk, Role.GUEST, on=FIRST, by=BODIL)


def test_who_leaves_the_firm_leaves_its_clients(fjordbo: int, holm: int) -> None:
    gorm = colleague(holm, "gorm@holm.example", Role.ADMINISTRATOR)
    taken_on(fjordbo, holm)
    assert let_go(holm, gorm, on=FIRST, by=BODIL) == []
    assert seats(fjordbo) == {ANN.name: Role.ADMINISTRATOR, BODIL.name: Role.ADMINISTRATOR}
    assert audited(fjordbo, "end_firm_seat") == {"email": "gorm@holm.example"}
    with pytest.raises(KravError, match="at least one administrator"):
        let_go(holm, rows.User.objects.get(email=BODIL.name).pk, on=FIRST, by=BODIL)
    with pytest.raises(KravError, match="works at the firm no more"):
        let_go(holm, gorm, on=FIRST, by=BODIL)


def test_a_seat_without_which_nobody_would_administer_stays(holm: int) -> None:
    alone = open_account(FJORDBO, on=IMPORTED)
    gorm = colleague(holm, "gorm@holm.example", Role.ADMINISTRATOR)
    add_client(alone, Offer(holm, FIRM, Role.ADMINISTRATOR, BODIL.name), on=FIRST, by=BODIL)
    rows.Membership.objects.filter(account_id=alone).exclude(user_id=gorm).delete()
    assert let_go(holm, gorm, on=FIRST, by=BODIL) == ["Fjordbo ApS"]
    assert seats(alone) == {"gorm@holm.example": Role.ADMINISTRATOR}


def test_what_is_open_is_told_of_each_account_by_itself(fjordbo: int) -> None:
    other = open_account(NORDLYS, on=IMPORTED)
    take(fjordbo, ledger(line("1001", "10.000,00"), line("1002", "2.000,00")), on=FIRST)
    found = figures([fjordbo, other])
    assert (found[fjordbo].invoices, found[fjordbo].currency) == (2, "DKK")
    assert found[fjordbo].balance >= 12_000_00
    assert found[other] == (0, 0, "NOK")
    assert figures([]) == {}


def test_an_account_that_has_a_firm_cannot_be_offered_to_another(fjordbo: int, holm: int) -> None:
    ann = rows.User.objects.get(email=ANN.name).pk
    assert [seat.slug for seat in could_join(ann)] == ["fjordbo"]
    taken_on(fjordbo, holm)
    assert could_join(ann) == []


def named_on_letters(account_id: int) -> list[str]:
    """Who is named in the foot of the account's letters, in the order in which they were sent."""
    with account_scope(account_id):
        ids = list(rows.Letter.objects.order_by("id").values_list("id", flat=True))
        return [each.keeper.name if each.keeper else "" for each in contents(ids, creditor_in_scope())]


def test_a_reminder_names_the_firm_from_the_day_it_looks_after_the_account(fjordbo: int, holm: int) -> None:
    take(fjordbo, ledger(line("1001", "10.000,00")), on=FIRST)
    run(fjordbo, FIRST)
    assert named_on_letters(fjordbo) == [""]
    taken_on(fjordbo, holm)
    assert named_on_letters(fjordbo) == ["Holm Bogholderi ApS"]
    rows.Client.objects.update(since=SECOND)
    assert named_on_letters(fjordbo) == [""]
    rows.Client.objects.update(since=FIRST)
    change_branding(fjordbo, branded=False, on=FIRST, by=ANN)
    assert named_on_letters(fjordbo) == [""]
