"""The list of a stage: tabs, filter, rows with what they owe today and what comes next, and the bar that moves them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from krav.actions.daily import stale_news
from krav.kernel.role import Role
from krav.law.step import Step, StepKind
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries import stages
from krav.store.queries.partners import AgreementLine, preferred
from krav.store.queries.stages import EXPIRED, MOVING, OVERDUE, STOPPED, TO_MATCH, WAITING, Heap, Line
from krav.web.claims import words
from krav.web.claims.address import Address, address
from krav.web.claims.result import result
from krav.web.claims.rows import Row, rows
from krav.web.claims.tabs import Tab, stage_tabs, tab_keys, whole
from krav.web.kept import kept
from krav.web.page import Page, account_page

_NOTHING = Heap()


@dataclass(frozen=True, slots=True)
class Choice:
    """A stage that what is ticked may be moved to."""

    key: str
    name: str
    meaning: str

    @property
    def pair(self) -> tuple[str, str]:
        """What a form sends, and what it is called."""
        return self.key, self.name


@require_GET
@account_page()
@kept(lambda page: None if "made" in page.request.GET else ())
def invoices(page: Page) -> HttpResponse:
    """The open claims of one stage."""
    creditor = creditor_in_scope()
    day = stages.cut(creditor.country, creditor.policy, page.on)
    heaps = stages.heaps(day)
    tabs = tab_keys(creditor, heaps)
    at = address(page.request.GET, tabs)
    wanted = at.wanted(creditor.country.currency)
    found = stages.listed(day, wanted)
    stale = stale_news(creditor, page.on)
    made, partner = result(page, at.made, creditor) if at.made else None, preferred()
    moved = made.moved if made else ()
    lines = rows(found.lines, creditor, page.on, stopped=stale is not None, new=moved, hands=partner is not None)
    here = heaps.get(at.stage, {})
    moving = here.get(MOVING, _NOTHING).claims
    if wanted.find and found.after:
        moving = stages.count(day, wanted._replace(show=MOVING))
    return page.render(
        "claims/list.html",
        at=at,
        head=_("To collection") if partner and at.stage == EXPIRED else words.stage(at.stage),
        line=words.state_of_tab(at.stage, whole(here).claims, here.get(MOVING, _NOTHING).claims),
        tabs=stage_tabs(page, creditor, heaps, at.stage, partner=partner is not None),
        picks=list(_picks(page, at, here)),
        sorts={key: (words.sort(key), _url(page, at, sort=key), key == at.sort) for key in stages.SORTS},
        rows=lines,
        shown=len(lines),
        total=None if wanted.find or wanted.after else _shown_of(here, at.show),
        next_url=_url(page, at, after=found.after) if found.after else "",
        stale=stale,
        made=made,
        may=page.may(Role.CASEWORKER),
        partner=partner.name if partner else "",
        collectable=sum(row.collects for row in lines),
        choices=_choices(creditor, found.lines, lines, partner) if page.may(Role.CASEWORKER) else [],
        moving=moving,
        movable=sum(row.may for row in lines),
        language=creditor.country.languages[0],
        currency=creditor.country.currency,
        prints=at.stage not in {OVERDUE, EXPIRED},
    )


def _picks(page: Page, at: Address, here: Mapping[str, Heap]) -> Iterator[Tab]:
    names = {"": _("All"), MOVING: _("Can move"), WAITING: _("Waiting"), TO_MATCH: _("To match"), STOPPED: _("Stopped")}
    for key, name in names.items():
        heap = here.get(key, _NOTHING) if key else whole(here)
        if heap.claims or key in {"", MOVING, WAITING, at.show}:
            yield Tab(name, _url(page, at, show=key), heap.claims, None, key == at.show)


def _url(page: Page, at: Address, **other: Any) -> str:  # noqa: ANN401 the parts of an address
    """The same list asked for otherwise, from its beginning."""
    return at._replace(after=0, made="")._replace(**other).url(page.seat.slug)


def _shown_of(here: Mapping[str, Heap], show: str) -> int:
    return here.get(show, _NOTHING).claims if show else whole(here).claims


def _choices(creditor: Creditor, lines: Sequence[Line], shown: Sequence[Row], partner: AgreementLine | None) -> list[Choice]:
    """What the ticked ones may be moved to: all of a tab have come equally far."""
    stage = next((line.stage for line, row in zip(lines, shown, strict=True) if row.may), None)
    if stage is None:
        return []
    steps = words.choices(creditor.policy, stage)
    own = [Choice(step.key, words.choice(step, steps[0]), words.meaning(step)) for step in steps]
    step = named(creditor, steps, partner)
    if step is None or partner is None:
        return own
    name = words.through(words.choice(step, steps[0]), partner.name)
    through = Choice(f"{step.key}@{partner.id}", name, words.meaning(step, partner.name))
    place = steps.index(step) + 1
    return [*own[:place], through, *own[place:]]


def named(creditor: Creditor, steps: Sequence[Step], partner: AgreementLine | None) -> Step | None:
    """The notice that may name the partner, where it comes next or in the place of the last reminder.

    None too where the agreement says that every notice names it anyway.
    """
    notice = next((step for step in steps[:2] if step.kind is StepKind.NOTICE), None)
    reminders = [step for step in creditor.policy.steps if step.kind is StepKind.REMINDER]
    last = steps[0].kind is StepKind.NOTICE or (bool(reminders) and steps[0] == reminders[-1])
    return notice if partner and not partner.by_itself and last else None
