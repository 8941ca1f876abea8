"""What limitation is called on the pages: what interrupts it in a country, and the parts of a claim."""

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from krav.claims.ledger import EntryKind
from krav.law.country import Country


class Ways(NamedTuple):
    """What interrupts limitation in a country and what does not, each with its section."""

    does: list[str]
    does_not: list[str]
    section: str
    section_not: str


def ways(law: Country, on: date) -> Ways:
    """By the country's tables, in the order in which a creditor can do something about it."""
    effects, table = law.book["limitation.effects"].on(on), law.book["limitation.effects"].at(on)
    words = {
        "payment": _("a part payment, or interest paid"),
        "acknowledged": _("an acknowledgement of the debt"),
        "received": _("a written demand that the customer has received, with proof"),
        "filed": _("an application to the court or the authority"),
    }
    does = [said for key, said in words.items() if key in effects]
    if effects["written"] == "title":
        does[1] = _("an acknowledgement of the debt (signed, with its amount: for as long as a judgment)")
    refused = [] if "received" in effects else [_("reminders, collection notices and demands, received or not")]
    silent = refused or [_("a reminder or a demand that was merely sent")]
    against = law.book.tables.get("limitation.does_not_interrupt")
    section = against.at(on).source.section if against else table.source.section
    return Ways(does, silent, table.source.section, section)


def part(kind: EntryKind) -> str:
    """What a part of a claim is called."""
    return {
        EntryKind.INVOICE: _("Principal"),
        EntryKind.INTEREST: _("Interest"),
        EntryKind.FEE: _("Fee"),
        EntryKind.COMPENSATION: _("Compensation"),
        EntryKind.COSTS: _("Costs"),
    }[kind]
