"""A bookkeeping firm, its people, and an operator of the installation, for tests."""

from datetime import timedelta

from krav.actions.firms import CLIENT, NewFirm, Offer, add_client, change_firm_logo, open_firm
from krav.actions.operators import add_operator, grant_look
from krav.actions.people import add_person
from krav.actions.unit import Actor
from krav.kernel.role import Role
from krav.store import models as rows
from krav.wire import clock
from krav.wire.logos import harmless
from tests.actions.cast import FIRST

ANN = Actor("ann@fjordbo.example", Role.ADMINISTRATOR)
OPERATOR = Actor("olga@krav.example", Role.ADMINISTRATOR)
BODIL = Actor("bodil@holm.example", Role.ADMINISTRATOR)
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="10"><rect width="60" height="10"/></svg>'
HOLM = NewFirm(
    "DK", "Holm Bogholderi ApS", "13585628", "Havnegade 12", "8000", "Aarhus C", "86 11 22 33", "hej@holm.example",
    "holm.example", "Bogføring og løn", "#1f5a52",
)  # fmt: skip


def operator() -> int:
    """Olga, who runs the installation; her id."""
    user_id = add_person(OPERATOR.name, "Olga Drift", "lamps on the long jetty")
    add_operator(OPERATOR.name)
    return user_id


def firm() -> int:
    """Bodil's firm; its id."""
    if not rows.User.objects.filter(email=OPERATOR.name).exists():
        operator()
    add_person(BODIL.name, "Bodil Holm", "lamps on the long jetty")
    return int(rows.Firm.objects.get(slug=open_firm(HOLM, BODIL.name, by=OPERATOR)).pk)


def colleague(firm_id: int, email: str, role: Role) -> int:
    """Somebody who works there, without any seat; their id."""
    user_id = add_person(email, email.partition("@")[0].capitalize(), "lamps on the long jetty")
    rows.FirmMember.objects.create(firm_id=firm_id, user_id=user_id, role=role)
    return user_id


def looked_after(account_id: int) -> int:
    """The account has a firm with a logo, and has let the operator look; the grant."""
    firm_id = firm()
    change_firm_logo(firm_id, harmless(LOGO), by=BODIL)
    taken_on(account_id, firm_id)
    user_id = rows.User.objects.get(email=OPERATOR.name).pk
    return grant_look(account_id, user_id, "help with a file", clock.now() + timedelta(hours=1), on=FIRST, by=ANN)


def taken_on(account_id: int, firm_id: int, *, pays: str = CLIENT, highest: Role = Role.ADMINISTRATOR) -> None:
    """The account is the firm's client; Ann, who administers it, said yes."""
    add_client(account_id, Offer(firm_id, pays, highest, BODIL.name), on=FIRST, by=ANN)
