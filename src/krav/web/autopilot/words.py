"""What each phase of a day brought, in words, and what stands in the way of one, with where it is mended."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krav.actions.autopilot import PAUSED
from krav.countries import step_name
from krav.store.queries.runs import PhaseLine
from krav.web.figures import count, reader

_FEW = 5

Said = Mapping[str, Any]


class Seen(NamedTuple):
    """A phase on the page; `trouble` says why it did not come to its end, and `url` where that is mended."""

    name: str
    words: str
    began_at: datetime
    running: bool
    trouble: str
    url: str


class DaySeen(NamedTuple):
    """A day in one line; its troubles are pairs of words and addresses."""

    on: date
    words: str
    troubles: tuple[tuple[str, str], ...]


def seen(line: PhaseLine, slug: str) -> Seen:
    """A phase as it is shown."""
    trouble, url = next(iter(_troubles(line, slug)), ("", ""))
    words = "" if line.problem or line.ended_at is None else " · ".join(_WORDS[line.phase](line.said))
    return Seen(_names()[line.phase], words, line.began_at, line.ended_at is None, trouble, url)


def in_a_line(on: date, lines: Iterable[PhaseLine], slug: str) -> DaySeen:
    """A day as it is shown in a list: what it brought, and what stood in its way."""
    lines = list(lines)
    done = [part for line in lines if line.phase in _SHORT and not line.problem for part in _SHORT[line.phase](line.said)]
    troubles = tuple(trouble for line in lines for trouble in _troubles(line, slug))
    return DaySeen(on, " · ".join(done) or ("" if troubles else _("There was nothing to do")), troubles)


def why(code: str) -> str:
    """Why nothing goes, by the code of it."""
    said = {
        PAUSED: _("Paused: nothing goes by itself"),
        "quarantine": _("The accounting system was read for the first time; somebody looks at what waits and lets it go on"),
        "books_unread": _("The accounting system could not be read, and nobody knows who has paid since"),
        "stale": _("News of money are too old for any letter"),
        "stale_ledger": _("The ledger is too old for any letter"),
    }
    return said.get(code, code)


def _names() -> dict[str, str]:
    return {
        "sync": _("Read the accounting system"),
        "match": _("Match money"),
        "gate": _("May anything go?"),
        "partner": _("Hand over to the partner"),
        "decide": _("Decide"),
        "letters": _("Write letters"),
        "send": _("Send"),
        "post": _("Post vouchers"),
    }


def _troubles(line: PhaseLine, slug: str) -> Iterator[tuple[str, str]]:
    """What is to be mended of a phase, and where."""

    def url(name: str) -> str:
        return reverse(name, kwargs={"slug": slug})

    said = line.said
    if line.problem:
        yield line.problem, url("settings_books") if line.phase in {"sync", "post"} else url("needs_account")
    elif line.phase == "gate" and said.get("why") not in {"", None, PAUSED}:
        code = said["why"]
        yield why(code), url("settings_books" if code in {"quarantine", "books_unread"} else "import")
    elif line.phase == "send" and (unsent := said.get("failed", 0) + said.get("ambiguous", 0)):
        words = ngettext("%(num)s letter did not leave as it should", "%(num)s letters did not leave as they should", unsent)
        yield words % {"num": _n(unsent)}, url("needs_account")
    elif line.phase == "post" and (refused := said.get("refused", 0) + said.get("uncertain", 0)):
        words = ngettext("%(num)s voucher is not posted", "%(num)s vouchers are not posted", refused)
        yield words % {"num": _n(refused)}, url("settings_books_postings")


def _sync(said: Said) -> Iterator[str]:
    if not said:
        yield _("No accounting system is connected")
        return
    items = ngettext("%(num)s item read", "%(num)s items read", said["items"]) % {"num": _n(said["items"])}
    yield f"{said['system']}: {items}"
    yield from _news(said)


def _news(said: Said) -> Iterator[str]:
    if new := said.get("new"):
        yield ngettext("%(num)s new invoice", "%(num)s new invoices", new) % {"num": _n(new)}
    if changed := said.get("changed"):
        yield ngettext("%(num)s changed", "%(num)s changed", changed) % {"num": _n(changed)}
    if closed := said.get("closed"):
        yield ngettext("%(num)s closed", "%(num)s closed", closed) % {"num": _n(closed)}
    if left_out := said.get("left_out"):
        yield ngettext("%(num)s left out", "%(num)s left out", left_out) % {"num": _n(left_out)}


def _match(said: Said) -> Iterator[str]:
    if not any(said.values()):
        yield _("All money is placed")
    if loose := said.get("loose"):
        yield ngettext("%(num)s payment has no invoice", "%(num)s payments have no invoice", loose) % {"num": _n(loose)}
    if to_match := said.get("to_match"):
        words = ngettext("%(num)s item is to somebody’s credit", "%(num)s items are to somebody’s credit", to_match)
        yield words % {"num": _n(to_match)}
    if pending := said.get("pending"):
        words = ngettext("%(num)s payment is under way", "%(num)s payments are under way", pending)
        yield words % {"num": _n(pending)}


def _gate(said: Said) -> Iterator[str]:
    yield _("Letters may go") if not said["why"] else why(said["why"])
    if would := said.get("would"):
        yield _("without the pause: %(steps)s") % {"steps": _steps(would)}


def _decide(said: Said) -> Iterator[str]:
    refused = said.get("refused") or {}
    total = sum(refused.values())
    if not total:
        yield _("Nothing stood in the way")
        return
    yield ngettext("%(num)s invoice gets no letter", "%(num)s invoices get no letter", total) % {"num": _n(total)}
    yield _steps(refused)


def _letters(said: Said) -> Iterator[str]:
    made = said.get("made") or {}
    yield _steps(made) if made else _("No letter")


def _send(said: Said) -> Iterator[str]:
    if not said:
        yield _("Nothing to send")
    if left := said.get("delivered"):
        yield ngettext("%(num)s letter left", "%(num)s letters left", left) % {"num": _n(left)}
    if waiting := said.get("queued"):
        yield ngettext("%(num)s waits", "%(num)s wait", waiting) % {"num": _n(waiting)}
    if withdrawn := said.get("withdrawn"):
        yield ngettext("%(num)s taken back", "%(num)s taken back", withdrawn) % {"num": _n(withdrawn)}


def _post(said: Said) -> Iterator[str]:
    if not said:
        yield _("Nothing to post")
        return
    yield ngettext("%(num)s voucher posted", "%(num)s vouchers posted", said["posted"]) % {"num": _n(said["posted"])}
    if waiting := said.get("waiting"):
        yield ngettext("%(num)s waits", "%(num)s wait", waiting) % {"num": _n(waiting)}


def _steps(counts: Mapping[str, int]) -> str:
    """Steps, or reasons, by their names with their numbers, the most first."""
    most = sorted(counts.items(), key=lambda each: -each[1])
    named = [f"{step_name(key, reader())}: {_n(number)}" for key, number in most[:_FEW]]
    return ", ".join([*named, "…"] if len(most) > _FEW else named)


def _partner(said: Said) -> Iterator[str]:
    if started := said.get("started"):
        yield ngettext("%(num)s case handed over", "%(num)s cases handed over", started) % {"num": _n(started)}
    elif said:
        yield _("No case to hand over")
    if refused := said.get("refused"):
        yield _("Not yet: %(reasons)s") % {"reasons": _steps(refused)}


def _gone(said: Said) -> Iterator[str]:
    return _partner(said) if said.get("started") else iter(())


def _made(said: Said) -> Iterator[str]:
    return _letters(said) if said.get("made") else iter(())


def _left(said: Said) -> Iterator[str]:
    return _send(said) if said else iter(())


def _posted(said: Said) -> Iterator[str]:
    return _post(said) if said.get("posted") else iter(())


def _paused(said: Said) -> Iterator[str]:
    return iter([_("Paused")] if said.get("why") == PAUSED else [])


def _n(number: int) -> str:
    return count(number, reader())


_WORDS: dict[str, Callable[[Said], Iterator[str]]] = {
    "sync": _sync,
    "match": _match,
    "gate": _gate,
    "partner": _partner,
    "decide": _decide,
    "letters": _letters,
    "send": _send,
    "post": _post,
}
_SHORT: dict[str, Callable[[Said], Iterator[str]]] = {
    "sync": _news,
    "gate": _paused,
    "partner": _gone,
    "letters": _made,
    "send": _left,
    "post": _posted,
}
"""What of a day is worth its line."""
