"""The queue as people read it: each task in words, with its one button, grouped by client."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krav.countries import step_name
from krav.kernel.money import Money
from krav.kernel.role import Role
from krav.law.step import StepKind
from krav.store.queries.needs import Need, Standing
from krav.store.queries.people import Seat
from krav.store.queries.stages import EXPIRED, MOVING, OVERDUE, STOPPED, TO_MATCH, cut
from krav.web.figures import count, reader
from krav.web.frame import AccountSeen, account_seen
from krav.web.needs.words import Words, words


class Kind(NamedTuple):
    """How a kind of task looks; kinds with the same `pick` share a pill."""

    pick: str
    chip: str
    icon: str


KINDS = {
    "objection": Kind("objection", "bad", "objection"),
    "debtor_word": Kind("word", "bad", "mail"),
    "call": Kind("call", "warn", "person"),
    "letter_returned": Kind("bounced", "bad", "mail"),
    "correction": Kind("correction", "bad", "letter"),
    "letter_failed": Kind("stopped", "bad", "alert"),
    "letter_ambiguous": Kind("stopped", "bad", "alert"),
    "books_lost": Kind("books", "bad", "alert"),
    "books_refused": Kind("books", "bad", "alert"),
    "quarantine": Kind("books", "warn", "pause"),
    "partner_lost": Kind("partner", "bad", "alert"),
    "partner_refused": Kind("partner", "bad", "alert"),
    "partner_unsure": Kind("partner", "bad", "alert"),
    "partner_asks": Kind("partner", "warn", "objection"),
    "partner_untold": Kind("partner", "warn", "mail"),
    "partner_news": Kind("partner", "warn", "mail"),
    "settlement": Kind("partner", "warn", "coins"),
    "refused": Kind("upload", "bad", "upload"),
    "stale": Kind("stale", "warn", "clock"),
    "stale_ledger": Kind("stale", "warn", "clock"),
    "no_credit": Kind("credits", "bad", "coins"),
    "to_post": Kind("post", "warn", "print"),
    "credits_low": Kind("credits", "warn", "coins"),
    "approve": Kind("approve", "info", "check"),
    "ladder_ended": Kind("ended", "hue", "stairs"),
    "case_ready": Kind("case", "hue", "case"),
    "promise": Kind("promise", "warn", "clock"),
    "plan_missed": Kind("plan", "warn", "plan"),
    "barred_soon": Kind("barred", "warn", "scales"),
    "hold_lapsed": Kind("lapsed", "warn", "pause"),
    "loose": Kind("loose", "warn", "match"),
    "in_transit": Kind("loose", "warn", "clock"),
    "to_match": Kind("match", "warn", "match"),
    "only_costs_left": Kind("costs", "", "coins"),
    "not_in_force": Kind("rate", "", "scales"),
    "texts": Kind("texts", "", "letter"),
    "uploaded": Kind("upload", "", "upload"),
}
"""Every kind of task, what is most urgent first."""

_ORDER = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Task:
    """A task on the page. `tick` is what its box sends, empty where nothing can be done in bulk; `grey` says why not."""

    kind: Kind
    said: Words
    money: Money | None
    url: str
    tick: str
    letters: int
    grey: bool


@dataclass(frozen=True, slots=True)
class Client:
    """An account that has tasks."""

    account: AccountSeen
    url: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """A pill that narrows the queue to one kind."""

    label: str
    count: int
    url: str
    current: bool


def clients(seats: Iterable[Seat], found: Mapping[int, Standing], only: str) -> list[Client]:
    """The accounts with their tasks, those with the most urgent ones first; `only` is a pill's kind."""
    shown = []
    for seat in seats:
        needs = sorted(found[seat.account_id].needs, key=lambda need: _ORDER[need.kind])
        tasks = tuple(_task(need, seat, found[seat.account_id]) for need in needs if only in {"", KINDS[need.kind].pick})
        if tasks:
            shown.append((_ORDER[needs[0].kind], Client(account_seen(seat), _url("needs_account", seat.slug), tasks)))
    return [client for _place, client in sorted(shown, key=lambda each: each[0])]


def picks(found: Mapping[int, Standing], only: str, url: str) -> list[Pick]:
    """The pills with their counts; none where everything is of one kind."""
    counted = Counter(KINDS[need.kind].pick for standing in found.values() for need in standing.needs)
    labels = {kind.pick: words(Need(key, 1)).kind for key, kind in reversed(KINDS.items())}
    order = dict.fromkeys(kind.pick for kind in KINDS.values())
    if len(counted) < 2:
        return []
    every = Pick(_("All"), counted.total(), url, not only)
    return [every, *(Pick(labels[key], counted[key], f"{url}?kind={key}", key == only) for key in order if counted[key])]


def head(total: int, some: int, every: int) -> str:
    """What the page's h1 says; `every` is 0 on the page of one account."""
    if every < 2:
        return ngettext("%(num)s thing needs you", "%(num)s things need you", total) % {"num": count(total, reader())}
    said = ngettext(
        "%(num)s thing needs you, in %(some)s of %(all)s clients",
        "%(num)s things need you, in %(some)s of %(all)s clients",
        total,
    )
    return said % {"num": count(total, reader()), "some": some, "all": every}


def _task(need: Need, seat: Seat, standing: Standing) -> Task:
    acts = seat.role >= Role.CASEWORKER
    tick = tick_of(seat.slug, need) if need.kind == "approve" and acts else ""
    said, ours = words(need), KINDS[need.kind].pick != "partner"
    url = _goes_to(need, seat.slug, standing) if ours else _of_partner(need, seat.slug)
    return Task(
        KINDS[need.kind], said, need.money, url, tick, need.count, said.acts and not acts
    )


def tick_of(slug: str, need: Need) -> str:
    """What the box of an approval sends: the account, the step, and how much was seen to wait for the yes."""
    return f"{slug}:{need.step}:{need.count}:{need.money.minor if need.money else 0}"


def _goes_to(need: Need, slug: str, standing: Standing) -> str:
    """Where the task's button leads."""
    go: dict[str, Callable[[], str]] = {
        "approve": lambda: _list(slug, _stage_before(need.step, standing), MOVING),
        "stale": lambda: _url("import", slug),
        "stale_ledger": lambda: _url("import", slug),
        "in_transit": lambda: _url("import", slug),
        "loose": lambda: f"{_url('payments', slug)}{f'?at={need.id}' if need.id else ''}",
        "to_match": lambda: _list(slug, OVERDUE, TO_MATCH),
        "ladder_ended": lambda: _list(slug, _last_stage(standing), STOPPED),
        "texts": lambda: _url("settings", slug),
        "quarantine": lambda: _url("settings_books", slug),
        "no_credit": lambda: _url("settings_credits", slug),
        "to_post": lambda: _url("invoices_printing", slug),
        "books_lost": lambda: _url("settings_books", slug),
        "books_refused": lambda: _url("settings_books_postings", slug),
        "refused": lambda: _url("import_file", slug, upload_id=need.id),
        "uploaded": lambda: _url("import_file", slug, upload_id=need.id),
    }
    if need.kind == "debtor_word":
        return _url("customers_word", slug, word_id=need.id) if need.id else _url("customers_words", slug)
    if need.kind == "credits_low":
        return _url("settings_credits", slug)
    if need.kind == "to_post" and need.id:
        return _url("invoices_printing_run", slug, run_id=need.id)
    if need.kind == "barred_soon":
        return _url("cases_limitation", slug)
    if need.kind == "case_ready":
        return _url("cases_case", slug, case_id=need.id) if need.id else _url("cases", slug)
    if need.kind == "plan_missed":
        return _url("cases_plan", slug, case_id=need.id) if need.id else _url("cases", slug)
    if need.kind == "correction":
        return _url("invoices_correction", slug, claim_id=need.id) if need.id else _url("cases_corrections", slug)
    if need.id and need.kind not in {"loose", "refused", "uploaded", "quarantine", "books_lost", "books_refused"}:
        return _url("invoices_claim", slug, claim_id=need.id)
    return go[need.kind]() if need.kind in go else _list(slug, OVERDUE, STOPPED)


def _of_partner(need: Need, slug: str) -> str:
    """Where a task about a collection partner is done: on its case, among the settlements, or with the agreements."""
    if need.kind in {"partner_refused", "partner_unsure", "partner_asks"}:
        return _url("cases_case", slug, case_id=need.id) if need.id else f"{_url('cases', slug)}?status=partner"
    if need.kind == "settlement":
        return f"{_url('cases_settlements', slug)}?show=open"
    return _url("settings_partners" if need.kind == "partner_lost" else "cases_partner_news", slug)


def _stage_before(step: str, standing: Standing) -> str:
    """The tab in which the claims stand that wait for the step."""
    policy = standing.creditor.policy
    keys = [each.key for each in policy.steps]
    place = keys.index(step)
    if place == 0:
        return OVERDUE
    before = keys[place - 1]
    final = cut(standing.creditor.country, policy, standing.on).final
    return EXPIRED if step in final and before in final else before


def _last_stage(standing: Standing) -> str:
    """The tab in which the claims stand whose ladder has ended."""
    steps = standing.creditor.policy.steps
    return steps[-1].key if steps[-1].kind is StepKind.REMINDER else EXPIRED


def _list(slug: str, stage: str, show: str) -> str:
    return f"{_url('invoices', slug)}?{urlencode({'stage': stage, 'show': show})}"


def _url(name: str, slug: str, **more: int) -> str:
    return reverse(name, kwargs={"slug": slug, **more})


def leaving(found: Mapping[int, Standing]) -> tuple[list[tuple[str, int]], int]:
    """What leaves by itself today: letters by the name of their step, the most first, and from how many accounts."""
    steps: Counter[str] = Counter()
    for standing in found.values():
        steps.update(standing.leaves)
    named = [(step_name(step, reader()), letters) for step, letters in steps.most_common() if letters]
    return named, sum(any(standing.leaves.values()) for standing in found.values())


def line(letters: int) -> str:
    """The sentence under the h1."""
    if not letters:
        return _("Everything else goes by itself; no letter leaves today.")
    said = ngettext(
        "Everything else goes by itself: %(num)s letter leaves today unless you stop it.",
        "Everything else goes by itself: %(num)s letters leave today unless you stop them.",
        letters,
    )
    return said % {"num": count(letters, reader())}
