"""An account with a partner: an agreement, and what came of a case that has come back from it."""

import json
from datetime import UTC, date, datetime

from krav.actions.agreements import Terms, agree
from krav.claims.partner import checked
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN

PRICES = {"percent": "10", "interest": "100", "fees": "100", "recall": 200_00, "vat": "25"}
_CASE = {
    "reference": "HI-1", "collected": {"principal": 1000_00, "interest": 0, "fees": 0, "costs": 0}, "kept": 0,
    "commission": 120_00, "start": 0, "other": 0, "vat": 30_00, "paid_out": 850_00, "other_words": "",
}  # fmt: skip
_WRONG = {"code": "commission", "case": "S2026-0001", "expected": 100_00, "told": 120_00, "why": {"rule": "Commission"}}


def with_a_partner(account_id: int, case_id: int, there_id: int, on: date) -> dict[str, int]:
    """The ids of agreements, of a settlement that does not agree, of a refused word, and of the case that lies there.

    One case has come back, the other lies there still; the spare agreement has none.
    """
    spare = agree(account_id, "file", {}, Terms("Advokat Ny", prices=checked(PRICES, "DKK")), on=on, by=ANN)
    agreement = agree(account_id, "file", {}, Terms("Advokat Lund", prices=checked(PRICES, "DKK")), on=on, by=ANN)
    at = datetime.combine(on, datetime.min.time(), UTC)
    with account_scope(account_id):
        row = rows.HandOver.objects.create(
            case_id=case_id, agreement_id=agreement, key="back", on=on, by="ann", file="", quote="{}", state="recalled",
            reference="HI-1", standing="recalled",
        )  # fmt: skip
        rows.HandOver.objects.create(
            case_id=there_id, agreement_id=agreement, key="there", on=on, by="ann", file="", quote="{}", state="there",
            reference="HI-2", standing="received",
        )  # fmt: skip
        word = rows.PartnerWord.objects.create(
            hand_over=row, key="said", kind="message", on=on, by="ann", state="refused", problem="It is closed."
        )
        news = rows.PartnerNews.objects.create(agreement_id=agreement, key="n1", kind="settlement", on=on, at=at)
        settlement = rows.Settlement.objects.create(
            agreement_id=agreement, news=news, number="A-1", on=on, currency="DKK", collected=1000_00, commission=120_00,
            vat=30_00, paid_out=850_00, data=json.dumps({"cases": [_CASE], "account": "", "text": ""}),
            differences=json.dumps([_WRONG]),
        )  # fmt: skip
    found = {"agreement_id": agreement, "spare_agreement_id": spare, "there_case_id": there_id}
    return found | {"settlement_id": settlement.pk, "partner_word_id": word.pk}
