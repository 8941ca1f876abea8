"""An administrator makes an agreement with a partner, changes it and ends it; nobody else may."""

import pytest
from django.test import Client

from demo.agency.desk import Client as Creditor
from demo.agency.server import Agency
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.web.cast import text
from tests.web.partners.conftest import PARTNERS, typed, worked

_TERMS = {"name": "Havn Inkasso", "percent": "10", "interest": "100", "fees": "100", "recall": "200", "vat": "25"}


def test_the_settings_lead_to_the_partners_and_say_what_is_verified(administrator: Client) -> None:
    assert f'href="{PARTNERS}"' in administrator.get("/a/fjordbo/settings/").content.decode()
    page = text(administrator.get(PARTNERS))
    for words in ("Which partner do you have?", "Likvido", "Another agency", "own interface was verified"):
        assert words in page
    assert "Retrieve" not in page  # it collects in Norway only


def test_the_partner_is_asked_before_the_agreement_is_kept(administrator: Client, fjordbo: int, agency: Agency) -> None:
    wrong = typed(agency) | {"rights-secret": "not this one"}
    answer = administrator.post(f"{PARTNERS}with/contract/", wrong | _TERMS | {"key": "a"})
    assert answer.status_code == 422
    assert "does not know this key and secret" in text(answer)
    assert "not this one" not in answer.content.decode()
    with account_scope(fjordbo):
        assert not rows.Agreement.objects.exists()
    page = text(administrator.post(f"{PARTNERS}with/contract/", typed(agency) | _TERMS | {"key": "b"}, follow=True))
    assert "Agreed. Unpaid invoices can be sent to Havn Inkasso now." in page
    assert "No start fee, 10 % of what is collected" in page


def test_prices_are_read_as_people_write_them_and_give_examples(administrator: Client) -> None:
    told = {"percent": "7,5", "start": "100", "vat": "25"}
    page = text(administrator.post(f"{PARTNERS}example/", told))
    assert "1.000,00 DKK 218,75 125,00" in page.replace("\xa0", " ")
    assert "10.000,00 DKK 1.062,50 125,00" in page.replace("\xa0", " ")
    assert "Write the prices" in text(administrator.post(f"{PARTNERS}example/", {"percent": "140"}))


@pytest.mark.parametrize(("name", "wrote"), [("percent", "140"), ("percent", "-1"), ("vat", "NaN"), ("start", "ten")])
def test_a_price_that_cannot_be_is_refused_where_it_stands(
    administrator: Client, fjordbo: int, agency: Agency, name: str, wrote: str
) -> None:
    answer = administrator.post(f"{PARTNERS}with/contract/", typed(agency) | _TERMS | {name: wrote, "key": "a"})
    assert answer.status_code == 422
    assert "1 thing to mend" in text(answer)
    with account_scope(fjordbo):
        assert not rows.Agreement.objects.exists()


def test_only_an_administrator_makes_changes_and_ends_agreements(caseworker: Client, agreed: int, agency: Agency) -> None:
    assert "Agreements need the role administrator" in text(caseworker.get(PARTNERS))
    for path in ("with/contract/", f"{agreed}/", f"{agreed}/end/", f"{agreed}/first/", f"{agreed}/secret/", "example/"):
        assert caseworker.post(f"{PARTNERS}{path}", typed(agency) | _TERMS).status_code == 403


def test_it_is_changed_and_cases_go_by_themselves(administrator: Client, fjordbo: int, agreed: int) -> None:
    told = _TERMS | {"by_itself": "on", "client_number": "4711", "percent": "12", "key": "c"}
    assert "Saved." in text(administrator.post(f"{PARTNERS}{agreed}/", told, follow=True))
    page = text(administrator.get(PARTNERS))
    assert "12 % of what is collected" in page
    assert "cases go there by themselves" in page
    with account_scope(fjordbo):
        row = rows.Agreement.objects.get()
    assert (row.client_number, row.by_itself) == ("4711", True)


def test_the_secret_of_its_webhooks_is_shown_when_asked_for(administrator: Client, agreed: int) -> None:
    page = administrator.get(f"{PARTNERS}{agreed}/").content.decode()
    assert f"/hooks/partner/{agreed}/" in page
    assert 'id="secret"' not in page
    shown = administrator.post(f"{PARTNERS}{agreed}/secret/")
    assert 'id="secret"' in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"


def test_another_one_can_be_offered_first(administrator: Client, fjordbo: int, agreed: int, by_letter: int) -> None:
    page = text(administrator.get(PARTNERS))
    assert page.index("Havn Inkasso") < page.index("Advokat Lund")
    assert "Advokat Lund is offered first" in text(administrator.post(f"{PARTNERS}{by_letter}/first/", follow=True))
    page = text(administrator.get(PARTNERS))
    assert page.rindex("Advokat Lund") < page.rindex("Havn Inkasso")


def test_its_end_forgets_the_rights(administrator: Client, fjordbo: int, agreed: int) -> None:
    page = text(administrator.post(f"{PARTNERS}{agreed}/end/", {"key": "e"}, follow=True))
    assert "Agreements that are over Havn Inkasso" in page
    assert administrator.post(f"{PARTNERS}{agreed}/end/").status_code == 409
    with account_scope(fjordbo):
        assert rows.Agreement.objects.get().rights == ""


def test_a_lost_connection_needs_somebody_and_is_made_anew(
    administrator: Client, caseworker: Client, fjordbo: int, agreed: int, agency: Agency
) -> None:
    agency.desk.know(Creditor("fjordbo", "another one", "Fjordbo ApS"))
    worked(fjordbo)
    assert "The connection to Havn Inkasso is lost" in text(caseworker.get("/a/fjordbo/"))
    assert "Connect again" in text(administrator.get(PARTNERS))
    assert "connection to your partner is lost" in text(caseworker.get("/a/fjordbo/cases/hand-over/"))
    told = typed(agency) | {"rights-secret": "another one"} | _TERMS | {"key": "n"}
    page = text(administrator.post(f"{PARTNERS}{agreed}/?anew", told, follow=True))
    assert "Connected again." in page
    assert "Havn Inkasso is lost" not in text(caseworker.get("/a/fjordbo/"))


def test_the_agreements_of_others_are_not_found(stranger: Client, agreed: int, fjordbo: int, nordlys: int) -> None:
    assert stranger.get(f"{PARTNERS}{agreed}/").status_code == 404
    assert stranger.get(f"/a/nordlys/settings/partners/{agreed}/").status_code == 404
    assert stranger.post(f"/a/nordlys/settings/partners/{agreed}/end/").status_code == 404
