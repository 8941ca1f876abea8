"""The European code for a credit transfer in euros (EPC069-12, version 002), which bank apps of the euro area read."""

from collections.abc import Mapping

from stdnum import iban, iso11649

from krav.law.payment import Payee

CURRENCY = "EUR"


def epc(demand: Mapping[str, str], payee: Payee) -> str:
    r"""What the code holds, or empty where it does not fit: another currency, no IBAN, an amount it has no room for.

    >>> owed = {"amount": "12.50", "currency": "EUR", "reference": "RF18539007547034", "creditor": "Fjordbo ApS"}
    >>> epc(owed, Payee("", "", "DK5000400440116243")).split("\n")[5:10]
    ['Fjordbo ApS', 'DK5000400440116243', 'EUR12.50', '', 'RF18539007547034']
    """
    account = payee.scheme.get("iban", "") or payee.account
    whole = demand["amount"].partition(".")[0]
    if demand["currency"] != CURRENCY or not iban.is_valid(account) or len(whole) > 9 or demand["amount"].startswith("-"):
        return ""
    reference = demand["reference"]
    structured = bool(iso11649.is_valid(reference))
    remittance = (iso11649.compact(reference), "") if structured else ("", " ".join(reference.split())[:140])
    name = " ".join(demand["creditor"].split())[:70]
    lines = ("BCD", "002", "1", "SCT", "", name, iban.compact(account), f"{CURRENCY}{demand['amount']}", "", *remittance)
    return "\n".join(lines).rstrip("\n")
