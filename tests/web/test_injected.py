"""Names that would be script or templates if anybody let them: they come back as words, on every page that shows them."""

import pytest
from django.test import Client

from krav.actions.notes import note
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, bank, credit, ledger, line, run, take
from tests.web.cast import TODAY
from tests.web.test_rights import ASKED, PLACES, Ids

SCRIPT = "<script>alert(1)</script>"
PICTURE = '"><img src=x onerror=alert(2)>'
TEMPLATE = "{{7*7}}${7*7}#{7*7}{%if 1%}49{%endif%}"
CROOKED = f"{TEMPLATE}{SCRIPT}{PICTURE}"


@pytest.fixture
def crooked(fjordbo: int) -> int:
    """An account whose every text is an attack: the customer, the invoice, the money, the note, the company itself."""
    take(fjordbo, ledger(line("1001", "10.000,00")), on=FIRST)
    take(fjordbo, bank(credit("77.00", on=FIRST.isoformat(), text="x"), until=FIRST.isoformat()), "bank.xml", on=FIRST)
    run(fjordbo, FIRST)
    with account_scope(fjordbo):
        claim = rows.Claim.objects.get()
        note(fjordbo, claim.id, CROOKED, on=TODAY, by=ANN)
        rows.Debtor.objects.update(name=CROOKED[:120], street=CROOKED[:120], city=SCRIPT, email="a@b.example")
    rows.Account.objects.filter(pk=fjordbo).update(name=CROOKED[:120], street=SCRIPT, city=SCRIPT, web=SCRIPT)
    rows.User.objects.update(name=CROOKED[:120])
    return fjordbo


def test_nothing_runs_and_nothing_is_reckoned(crooked: int, administrator: Client) -> None:
    with account_scope(crooked):
        claim = rows.Claim.objects.get()
        ids: Ids = {"claim_id": claim.id, "debtor_id": claim.debtor_id, "slug": "fjordbo", "part": "total"}
    administrator.raise_request_exception = False
    wrong, seen = [], 0
    for place in (each for each in PLACES if set(each.names) <= set(ids) and each.route not in ASKED):
        answer = administrator.get(place.url("fjordbo", ids))
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        page, seen = answer.content.decode(), seen + 1
        if SCRIPT in page or "<img src=x" in page or "49${" in page or "$49" in page:
            wrong.append(place.route)
    assert wrong == []
    assert seen > 30


@pytest.mark.parametrize("found", ["/", "/find/?q=alert", "/switch/?find=%3Cscript%3Ealert(1)%3C/script%3E", "/me/"])
def test_nor_over_all_accounts(crooked: int, administrator: Client, found: str) -> None:
    page = administrator.get(found).content.decode()
    assert SCRIPT not in page
    assert "<img src=x" not in page
