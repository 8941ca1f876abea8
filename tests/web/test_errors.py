"""What went wrong is said in full: what, and what to do."""

import pytest
from django.test import Client, RequestFactory

from krav.kernel.role import Role
from krav.web.errors import broken
from tests.web.cast import browser, person, text


@pytest.mark.django_db
def test_nothing_there_for_a_stranger_and_for_somebody_logged_in(client: Client) -> None:
    for reader in (client, browser(person("mette@bogholderi.example"))):
        answer = reader.get("/nowhere/")
        assert (answer.status_code, "Nothing here" in text(answer)) == (404, True)


def test_a_role_too_low_is_told_which_and_who_gives_it(guest: Client, fjordbo: int) -> None:
    person("bo@fjordbo.example", (fjordbo, Role.ADMINISTRATOR), name="Bo Fjord")
    page = text(guest.get("/a/fjordbo/settings/tokens/"))
    assert "This takes the role administrator. You are a guest here" in page
    assert "Bo Fjord bo@fjordbo.example" in page


def test_a_fault_has_a_reference_that_stands_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    answer = broken(RequestFactory().get("/me/"))
    assert answer.status_code == 500
    reference = caplog.records[-1].getMessage().split()[1]
    assert f'<code id="reference">{reference}</code>' in answer.content.decode()


@pytest.mark.usefixtures("fjordbo")
def test_a_form_sent_after_logging_out_leads_back_to_where_it_stood(client: Client) -> None:
    page = "/a/fjordbo/settings/people/"
    answer = client.post(f"{page}invite/", headers={"Referer": f"http://testserver{page}"})
    assert answer.headers["Location"] == f"/account/login/?next={page}"
    assert client.post(f"{page}invite/").headers["Location"] == "/account/login/?next=/a/fjordbo/"
