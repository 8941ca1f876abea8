"""Reminders as electronic documents: OIOUBL 2.1 of Denmark, EHF 3.0 of Norway, and UBL 2.1 for everybody else."""

from collections.abc import Callable

from krav.formats.reminder import ehf, oioubl, plain
from krav.formats.reminder.values import ChargeOut, InvoiceDue, ReminderOut

__all__ = ["WRITERS", "ChargeOut", "InvoiceDue", "ReminderOut"]

WRITERS: dict[str, Callable[[ReminderOut], bytes]] = {"oioubl": oioubl.write, "ehf": ehf.write, "ubl": plain.write}
"""The writers by the name that a country gives its document."""
