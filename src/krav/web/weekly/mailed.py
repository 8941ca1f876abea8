"""The pages that the links of a weekly list lead to, without a login: looking changes nothing, pressing the button answers.

A scanner of links, or a program that fetches what a mail names, opens them and changes nothing. They show the one list that
was mailed, in the language of its mail.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from krav.actions.unit import Actor
from krav.actions.weekly_answers import Given, Reply, answer
from krav.actions.weekly_mail import is_for, language, named_by
from krav.claims.weekly import ANSWERS, WeeklyList
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries.weekly import setup, the_list
from krav.store.scope import account_scope
from krav.web.explained import said
from krav.web.figures import written
from krav.web.reader import Request
from krav.web.weekly import words
from krav.web.written import word
from krav.wire import clock

_GONE = 410


class Opened(NamedTuple):
    """The list that a link opens, of which account, by whose clock."""

    of: Creditor
    listed: WeeklyList
    zone: str

    @property
    def over(self) -> bool:
        """Whether the time to answer is up."""
        return clock.now() >= self.listed.head.answer_by


View = Callable[..., HttpResponse]


def _by_link(view: View) -> View:
    """A view `(request, opened, …)` of what the link opens; what opens nothing says so. No copy of it is kept anywhere."""

    @wraps(view)
    def inside(request: Request, token: str, **named: Any) -> HttpResponse:  # noqa: ANN401 the address's own
        opened = _opened(token)
        if opened is None:
            found = render(request, "weekly/gone.html", status=404)
        else:
            with translation.override(language(opened.of, opened.listed.head.to)):
                found = view(request, opened, token=token, **named)
        found.headers["X-Robots-Tag"] = "noindex, nofollow"
        found.headers["Cache-Control"] = "no-store"
        # with no-referrer a browser sends the form with the origin “null”, which the check of forms refuses
        found.headers["Referrer-Policy"] = "same-origin"
        return found

    return require_http_methods(["GET", "HEAD", "POST"])(inside)


@_by_link
def whole(request: Request, opened: Opened, token: str) -> HttpResponse:
    """The whole list; what is ticked gets the answer that is pressed."""
    chosen = [int(line) for line in request.POST.getlist("line") if line.isdecimal()]
    return _page(request, opened, "weekly/whole.html", token, request.POST.get("answer", ""), chosen, wanted="")


@_by_link
def one(request: Request, opened: Opened, token: str, answer: str, line: int) -> HttpResponse:
    """One line, and the button that gives the answer the link names."""
    found = next((each for each in opened.listed.lines if each.id == line), None)
    if found is None or answer not in ANSWERS:
        return render(request, "weekly/gone.html", status=404)
    return _page(request, opened, "weekly/one.html", token, answer, [line], wanted=answer, line_id=line)


def _page(
    request: Request,
    opened: Opened,
    template: str,
    token: str,
    given: str,
    chosen: list[int],
    **shown: Any,  # noqa: ANN401
) -> HttpResponse:
    status, told, refused = 200, None, ""
    if request.method == "POST":
        try:
            told = _answer(request, opened, given, chosen)
            opened = opened._replace(listed=_again(opened))
        except KravError as error:
            status, refused = 409, said(error, written(opened.of.country.code))
            opened = opened._replace(listed=_again(opened))
    elif opened.over:
        status = _GONE
    return render(request, template, _words(opened, token, told, given, refused) | shown, status=status)


def _answer(request: Request, opened: Opened, given: str, chosen: list[int]) -> Given:
    head, why = opened.listed.head, request.POST.get("why", "")
    reply = Reply(head.id, chosen, given, "mail", why)
    return answer(opened.of.id, reply, now=clock.now(), on=clock.today(), by=Actor(head.to, Role.CASEWORKER))


def _words(opened: Opened, token: str, told: Given | None, given: str, refused: str) -> dict[str, Any]:
    head, country = opened.listed.head, opened.of.country.code
    return {
        "account": opened.of.sender.name,
        "country": country,
        "head": head,
        "lines": opened.listed.lines,
        "waiting": len(opened.listed.unanswered),
        "over": opened.over,
        "until": words.moment(head.answer_by, opened.zone, country),
        "token": token,
        "told": told,
        "came": words.came(given, told) if told else "",
        "refused": refused,
        "moment": lambda at: words.moment(at, opened.zone, country),
        "answered": lambda line: words.answered(line.answer, head.silence),
        "word": word,
    }


def _opened(token: str) -> Opened | None:
    """What a link opens: a list that is there and was mailed to whom the link names."""
    named = named_by(token)
    if named is None:
        return None
    account_id, list_id, whom = named
    with account_scope(account_id):
        listed = the_list(list_id)
        if listed is None or not is_for(listed.head, whom):
            return None
        return Opened(creditor_in_scope(), listed, setup().time_zone)


def _again(opened: Opened) -> WeeklyList:
    with account_scope(opened.of.id):
        return the_list(opened.listed.head.id) or opened.listed
