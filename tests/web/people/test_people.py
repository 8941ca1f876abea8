"""People on an account: invited, joining, given roles, removed; and what guards them."""

import re
from html import unescape

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from krav.actions.people import accept_invitation, invite
from krav.actions.rights import NEEDS
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.queries.people import invitations_for, members, seat, seats
from krav.store.scope import account_scope
from krav.web.people.matrix import RIGHTS, matrix
from tests.actions.cast import ANN
from tests.web.cast import PASSWORD, TODAY, browser, newcomer, person, text

EMAIL = "mette@bogholderi.example"
_LINK = re.compile(r"http://testserver(\S+)")


def at(name: str, **more: object) -> str:
    return reverse(name, kwargs={"slug": "fjordbo", **more})


def send(client: Client, email: str = EMAIL, role: Role = Role.ADMINISTRATOR) -> str:
    answer = client.post(at("settings_people_invite"), {"email": email, "role": role.value, "key": "k1"}, follow=True)
    return text(answer)


def link() -> str:
    found = _LINK.search(str(mail.outbox[-1].body))
    assert found
    return found.group(1)


def roles(account_id: int) -> dict[str, Role]:
    return {member.email: member.role for member in members(account_id)}


def audited(account_id: int) -> list[tuple[str, str]]:
    with account_scope(account_id):
        return list(rows.Audit.objects.order_by("id").values_list("actor", "action"))


def test_a_company_invites_its_bookkeeper_who_signs_up_by_the_link_and_joins(
    administrator: Client, client: Client, fjordbo: int
) -> None:
    assert f"{EMAIL} is invited." in send(administrator, "Mette@Bogholderi.example")
    assert mail.outbox[0].to == [EMAIL]
    assert "Ann Fjord asks you to be an administrator of Fjordbo ApS on Krav" in str(mail.outbox[0].body)
    invited = link()
    page = client.get(invited)
    assert "Fjordbo ApS asks you to join" in text(page)
    way = re.search(r'href="(/account/signup/[^"]+)"', page.content.decode())
    assert way
    sign_up = unescape(way.group(1))
    assert f'value="{EMAIL}"' in client.get(sign_up).content.decode()
    words = {"name": "Mette Holm", "email": EMAIL, "password1": PASSWORD, "next": invited}
    client.post(sign_up, words)
    assert "Look in your mail" in text(client.get(reverse("account_email_verification_sent")))
    assert client.post(link()).headers["Location"] == invited
    assert "Join" in text(client.get(invited))
    mine = invitations_for(rows.User.objects.get(email=EMAIL).id)
    answer = client.post(reverse("invitation_accept", kwargs={"invitation_id": mine[0].id}))
    assert answer.headers["Location"] == at("needs_account")
    assert roles(fjordbo) == {"ann@fjordbo.example": Role.ADMINISTRATOR, EMAIL: Role.ADMINISTRATOR}
    assert audited(fjordbo)[-2:] == [("ann@fjordbo.example", "invite"), (EMAIL, "join")]
    assert "This invitation is over" in text(client.get(invited))


def test_a_link_that_was_not_made_here_leads_nowhere(client: Client, db: None) -> None:
    answer = client.get(reverse("invited", kwargs={"token": "MQ:forged"}))
    assert (answer.status_code, "This invitation is over" in text(answer)) == (404, True)


def test_somebody_logged_in_with_another_address_is_told_whose_the_invitation_is(administrator: Client) -> None:
    send(administrator)
    other = browser(person("ole@else.example"))
    assert f"the invitation is for {EMAIL}" in text(other.get(link()))


def test_only_a_proved_address_accepts(fjordbo: int) -> None:
    made = invite(fjordbo, EMAIL, Role.CASEWORKER, on=TODAY, by=ANN)
    user = newcomer(EMAIL)
    assert invitations_for(user.id) == []
    with pytest.raises(KravError, match="No invitation"):
        accept_invitation(made, user.id, on=TODAY)
    with pytest.raises(KravError, match="No invitation"):
        accept_invitation(made, person("ole@else.example").id, on=TODAY)
    for word in ("accept", "decline"):
        assert browser(user).post(reverse(f"invitation_{word}", kwargs={"invitation_id": made})).status_code == 404
    assert roles(fjordbo) == {}


def test_an_invitation_is_declined(fjordbo: int) -> None:
    made = invite(fjordbo, EMAIL, Role.CASEWORKER, on=TODAY, by=ANN)
    user = person(EMAIL)
    assert "Fjordbo ApS asks you to join" in text(browser(user).get(reverse("me")))
    browser(user).post(reverse("invitation_decline", kwargs={"invitation_id": made}))
    assert (invitations_for(user.id), seats(user.id)) == ([], [])
    assert audited(fjordbo)[-1] == (EMAIL, "decline_invitation")


def test_whoever_has_a_place_is_not_invited(administrator: Client, caseworker: Client) -> None:
    answer = send(administrator, "carl@fjordbo.example")
    assert "carl@fjordbo.example has a place on this account already." in answer
    assert not mail.outbox


def test_asked_again_is_asked_once_for_the_later_role(administrator: Client, fjordbo: int) -> None:
    send(administrator)
    administrator.post(at("settings_people_invite"), {"email": EMAIL, "role": Role.GUEST.value, "key": "k2"})
    assert list(rows.Invitation.objects.values_list("email", "role")) == [(EMAIL, Role.GUEST)]
    assert len(mail.outbox) == 2


def test_the_same_form_twice_invites_once(administrator: Client) -> None:
    send(administrator)
    assert "is not done twice" in send(administrator)
    assert len(mail.outbox) == 1


def test_an_invitation_is_withdrawn(administrator: Client) -> None:
    send(administrator)
    made = rows.Invitation.objects.get()
    assert f"{EMAIL} has not answered" not in text(administrator.get(at("settings_people")))
    assert "has not answered" in text(administrator.get(at("settings_people")))
    answer = administrator.post(at("settings_people_withdraw", invitation_id=made.id), follow=True)
    assert f"{EMAIL} is not invited any more." in text(answer)
    assert not rows.Invitation.objects.exists()


def test_a_role_is_given_and_a_person_removed(administrator: Client, caseworker: Client, fjordbo: int) -> None:
    carl = rows.User.objects.get(email="carl@fjordbo.example")
    answer = administrator.post(at("settings_people_role", user_id=carl.id), {"role": Role.GUEST.value}, follow=True)
    assert "Carl has another role now." in text(answer)
    assert roles(fjordbo)[carl.email] is Role.GUEST
    assert caseworker.get(at("settings_people")).status_code == 200
    answer = administrator.post(at("settings_people_remove", user_id=carl.id), follow=True)
    assert "Carl cannot open Fjordbo ApS any more." in text(answer)
    assert caseworker.get(at("settings_people")).status_code == 404


def test_a_role_that_is_none_is_refused(administrator: Client, caseworker: Client, fjordbo: int) -> None:
    carl = rows.User.objects.get(email="carl@fjordbo.example")
    answer = administrator.post(at("settings_people_role", user_id=carl.id), {"role": "4"})
    assert (answer.status_code, roles(fjordbo)[carl.email]) == (409, Role.CASEWORKER)


@pytest.mark.parametrize(("way", "words"), [("role", {"role": "2"}), ("remove", {})])
def test_the_last_administrator_stays(administrator: Client, fjordbo: int, way: str, words: dict[str, str]) -> None:
    ann = rows.User.objects.get(email="ann@fjordbo.example")
    answer = administrator.post(at(f"settings_people_{way}", user_id=ann.id), words)
    assert (answer.status_code, "at least one administrator" in text(answer)) == (409, True)
    assert roles(fjordbo) == {ann.email: Role.ADMINISTRATOR}


def test_an_administrator_leaves_when_there_is_another(administrator: Client, fjordbo: int) -> None:
    person("bo@fjordbo.example", (fjordbo, Role.ADMINISTRATOR))
    ann = rows.User.objects.get(email="ann@fjordbo.example")
    assert administrator.post(at("settings_people_remove", user_id=ann.id)).headers["Location"] == reverse("needs")
    assert seat(ann.id, "fjordbo") is None


def test_a_guest_sees_who_may_and_whom_to_ask(guest: Client, administrator: Client) -> None:
    page = text(guest.get(at("settings_people")))
    assert "Only an administrator changes this: Ann Fjord" in page
    assert "Invite somebody" not in page
    answer = guest.post(at("settings_people_invite"), {"email": EMAIL, "role": 3})
    assert answer.status_code == 403
    assert "This takes the role administrator." in text(answer)
    assert "Ann Fjord ann@fjordbo.example" in text(answer)


def test_the_matrix_names_every_right_once_and_as_it_is() -> None:
    named = [action for actions in RIGHTS.values() for action in actions]
    assert sorted(named) == sorted(set(NEEDS) - {"join", "decline_invitation", "grant_credits"})
    assert all(len({NEEDS[action] for action in actions}) == 1 for actions in RIGHTS.values())
    assert {line.may for line in matrix()} == {(True, True, True), (False, True, True), (False, False, True)}
