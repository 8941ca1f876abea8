"""Whatever page of an account an operator opens under a grant, the account can read of it."""

from datetime import timedelta

from allauth.mfa.models import Authenticator

from krav.actions.operators import grant_look
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire import clock
from tests.actions.cast import ANN
from tests.web.cast import TODAY, browser, person
from tests.web.test_rights import PLACES, Ids, things

__all__ = ["things"]

OTHER_METHOD = 405


def test_every_page_an_operator_opens_is_written_down(owed: int, things: Ids) -> None:
    user = person("olga@operator.example")
    rows.User.objects.filter(pk=user.pk).update(is_operator=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    grant_look(owed, user.pk, "help with a file", clock.now() + timedelta(hours=1), on=TODAY, by=ANN)
    client, unseen, seen = browser(rows.User.objects.get(pk=user.pk)), [], 0
    client.raise_request_exception = False
    with account_scope(owed):
        before = rows.OperatorLook.objects.count()
    for place in (each for each in PLACES if (each.needs or Role.GUEST) is Role.GUEST):
        url = place.url("fjordbo", things)
        answer = client.get(url)
        with account_scope(owed):
            last = rows.OperatorLook.objects.order_by("-id").values_list("what", flat=True).first()
            count = rows.OperatorLook.objects.count()
        if answer.status_code == OTHER_METHOD:
            continue
        seen += 1
        if count != before + 1 or last != f"GET {url.partition('?')[0]}"[:300]:
            unseen.append(url)
        before = count
    assert unseen == []
    assert seen > 40
