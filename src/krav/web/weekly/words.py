"""What the pages say of answers and of what became of them."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krav.actions.weekly_answers import Given
from krav.claims.weekly import ALLOW, CALL, GO, STOP, Answer
from krav.web import figures
from krav.web.written import word
from krav.wire import clock
from krav.wire.zones import there


def moment(at: datetime, zone: str, country: str) -> str:
    """A moment by the account's clock: 23.11.2026 08:00."""
    local = there(at, zone)
    return f"{figures.day(local.date(), figures.written(country)).striptags()} {local:%H:%M}"


def answered(answer: Answer, silence: str) -> str:
    """What was answered, in a word or two."""
    if answer.answer in (STOP, CALL, ALLOW):
        return {STOP: _("Stopped"), CALL: _("To be called first"), ALLOW: _("Let go")}[answer.answer]
    if answer.refused:
        return _("Not sent: %(why)s") % {"why": word(answer.refused)}
    return _("Went, as nobody answered") if silence == GO else _("Waits, as nobody answered")


def came(answer: str, given: Given) -> str:
    """What came of an answer to several lines."""
    count = given.lines
    if answer == STOP:
        return ngettext("%(num)s invoice is stopped.", "%(num)s invoices are stopped.", count) % {"num": count}
    if answer == CALL:
        said = ngettext("%(num)s customer’s invoice waits for a call.", "%(num)s invoices wait for a call.", count)
        return said % {"num": count}
    if given.leaves_at is None:
        return ""
    said = ngettext(
        "%(num)s invoice goes; its letter leaves at %(at)s.", "%(num)s invoices go; their letters leave at %(at)s.", count
    )
    return said % {"num": count, "at": clock.told(given.leaves_at)}


def unmailed(state: str) -> tuple[str, str] | None:
    """The chip of a list whose mail did not leave."""
    said = {
        "": ("warn", _("Its mail has not left yet")),
        "uncertain": ("warn", _("Its mail may have left, or not")),
        "refused": ("bad", _("The mail server refused its mail")),
    }
    return said.get(state)
