"""RF creditor references (ISO 11649): instead of a country's own reference, for money that is sent to an IBAN."""

import re

from stdnum import iban, iso11649
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_97_10

from krav.kernel.refusal import KravError
from krav.law.payment import PAYMENT_LINK, Payee, PaymentField, PaymentMeans, Setting

_START = re.compile(r"(?<![0-9A-Z])RF ?[0-9]{2}(?=[0-9A-Z ])", re.IGNORECASE)
_LONGEST = 25


def settings(own: str, *national: Setting) -> tuple[Setting, ...]:
    """What a country asks of how a creditor is paid, with the choice between its own reference, named `own`, and RF."""
    hint = "RF is for transfers to an IBAN, most of all from abroad. The country’s own banks read their own reference."
    choices = ("", own), ("rf", "RF creditor reference (ISO 11649)")
    choice = Setting("reference", "Payment reference", hint, choices, needed=False)
    number = Setting("iban", "IBAN", "Where RF references are paid to. Needed for them alone.", needed_by="rf")
    where = "An https address of Vipps, MobilePay or another app, for the debtor’s own page."
    link = Setting(PAYMENT_LINK, "Link to pay in an app", where, needed=False, longest=200)
    mine = (each if each.key == "bank_account" else each._replace(needed_by="") for each in national)
    return choice, *mine, number, link


def is_chosen(payee: Payee) -> bool:
    """Whether the payee's invoices get RF references.

    Raises:
        KravError: it chose something that is neither.
    """
    told = payee.scheme.get("reference", "")
    if told not in {"", "rf"}:
        problem = "“{scheme}” is no choice of payment reference: it is rf, or empty for the country’s own."
        raise KravError(problem, {"scheme": told})
    return told == "rf"


def is_meant(reference: str, payee: Payee) -> bool:
    """Whether money with the reference goes to the payee's IBAN: where it chose RF, and wherever the reference is one."""
    return is_chosen(payee) or is_valid(reference)


def is_valid(reference: str) -> bool:
    """Whether it is an RF reference with right check digits, however it is written.

    >>> is_valid("rf18 5390 0754 7034"), is_valid("RF19539007547034")
    (True, False)
    """
    return reference[:2].upper() == "RF" and bool(iso11649.is_valid(reference))


def issue(number: str) -> str:
    """The RF reference of an invoice number: its letters and digits with two check digits before them.

    >>> issue("539007547034"), issue("2026-0017")
    ('RF18539007547034', 'RF8420260017')

    Raises:
        KravError: the number has no letter or digit, or more than 21.
    """
    bare = "".join(sign for sign in number.upper() if sign.isascii() and sign.isalnum())
    if not 1 <= len(bare) <= 21:
        problem = "Invoice number “{number}” does not fit an RF reference: it needs 1 to 21 letters and digits."
        raise KravError(problem, {"number": number})
    return f"RF{mod_97_10.calc_check_digits(bare + 'RF')}{bare}"


def named_in(text: str) -> list[str]:
    """The RF references a free text names, bare; on paper they stand in groups of four.

    Where the text goes on without a mark, every end is given that the check digits allow.

    >>> named_in("Inv. rf18 5390 0754 7034, thank you"), named_in("RF18 and RF20")
    (['RF18539007547034'], [])
    """
    found = []
    for start in _START.finditer(text):
        bare = "".join(sign for sign in text[start.start() : start.start() + 2 * _LONGEST].upper() if sign.isalnum())
        found += [bare[:end] for end in range(5, min(len(bare), _LONGEST) + 1) if iso11649.is_valid(bare[:end])]
    return found


def fields(reference: str, payee: Payee) -> tuple[PaymentField, ...]:
    """Account and reference as a letter prints them, in groups of four."""
    account = _iban(payee)
    place = PaymentField("label_iban", iban.format(account)) if account else PaymentField("label_account", payee.account)
    shown = iso11649.format(reference) if is_valid(reference) else reference
    return place, PaymentField("label_rf", shown)


def means(reference: str, payee: Payee) -> PaymentMeans:
    """A credit transfer to the IBAN."""
    return PaymentMeans("30", reference, _iban(payee) or payee.account)


def _iban(payee: Payee) -> str:
    """The payee's IBAN; needed where it chose RF. Where another system made the reference, it may be told as the account."""
    told = payee.scheme.get("iban", "")
    if not told and is_chosen(payee):
        raise KravError("The payment setting {setting} is missing.", {"setting": "iban"})
    try:
        return str(iban.validate(told or payee.account)) if told or iban.is_valid(payee.account) else ""
    except ValidationError as error:
        raise KravError("“{iban}” is no IBAN: its length or its check digits are wrong.", {"iban": told}) from error
