"""A page of the operator's desk: only for who runs this installation, and only with a second step at log-in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any
from uuid import uuid4

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from krav.actions.unit import Actor
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.web.reader import Request
from krav.wire import clock


@dataclass(frozen=True, slots=True)
class OperatorPage:
    """What a view of the desk works with; no account is in scope."""

    request: Request
    on: date
    by: Actor

    def render(self, template: str, status: int = 200, **words: Any) -> HttpResponse:  # noqa: ANN401 a template's words
        """The page from its template; `key` is what a form on it sends along, so that it is done once."""
        words |= {"page": self, "on": self.on, "key": uuid4().hex}
        return render(self.request, template, words, status=status)

    def say(self, words: str) -> None:
        """A sentence shown on the next page: what happened."""
        messages.success(self.request, words)

    def refuse(self, words: str) -> None:
        """A sentence shown on the next page: what did not happen, and why."""
        messages.error(self.request, words)

    def go(self, name: str, **to: object) -> HttpResponse:
        """Sends the reader on to another page of the desk."""
        return HttpResponseRedirect(reverse(name, kwargs=to))


View = Callable[..., HttpResponse]


def operator_page() -> Callable[[View], View]:
    """A view `(page: OperatorPage, …)` below /operator/: 404 for everybody else, 403 without a second step at log-in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inside(request: Request, **named: object) -> HttpResponse:
            user = request.user
            if not user.is_authenticated:
                return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("operator"))
            if not user.is_operator:
                raise Http404
            page = OperatorPage(request, clock.today(), Actor(user.email, Role.ADMINISTRATOR))
            if not is_mfa_enabled(user):
                return page.render("operator/second_step.html", 403)
            try:
                return view(page, **named)
            except KravError as error:
                return page.render("operator/refused.html", 409, error=error)

        return inside

    return decorate
