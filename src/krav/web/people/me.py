"""A person's own pages: what they chose, and the invitations that wait for them."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from krav.actions.people import Profile, accept_invitation, change_profile, decline_invitation
from krav.store.queries.people import invitation, invitations_for
from krav.web.people.forms import Me, as_shown
from krav.web.people.mail import invited_by_link
from krav.web.reader import Request, reader_id
from krav.wire import clock


@login_required
def me(request: Request) -> HttpResponse:
    """Name, language, looks; the way to password, second step and e-mail."""
    user = request.user
    chosen = {name: getattr(user, name) for name in ("name", "language", "theme", "dense", "single_keys")}
    form = Me(request.POST or None, initial=as_shown(**chosen))
    if form.is_bound and form.is_valid():
        change_profile(reader_id(request), Profile(**form.cleaned_data | {"dense": bool(form.cleaned_data["dense"])}))
        with translation.override(form.cleaned_data["language"] or translation.get_language()):
            messages.success(request, _("Saved."))
        return redirect("me")
    words = {"form": form, "second_step": is_mfa_enabled(user), "waiting": invitations_for(reader_id(request))}
    return render(request, "people/me.html", words, status=422 if form.is_bound else 200)


@require_POST
@login_required
def accept(request: Request, invitation_id: int) -> HttpResponse:
    """Says yes, and opens the account."""
    _check_invited(request, invitation_id)
    slug = accept_invitation(invitation_id, reader_id(request), on=clock.today())
    return redirect("needs_account", slug=slug)


@require_POST
@login_required
def decline(request: Request, invitation_id: int) -> HttpResponse:
    """Says no."""
    _check_invited(request, invitation_id)
    decline_invitation(invitation_id, reader_id(request), on=clock.today())
    messages.success(request, _("You said no. They can ask you again."))
    return redirect("needs")


def invited(request: Request, token: str) -> HttpResponse:
    """Where the link of an invitation leads: to yes and no, by way of a login."""
    found = invited_by_link(token)
    waiting = invitation(found) if found else None
    if waiting is None:
        return render(request, "people/invited_gone.html", status=404)
    mine = request.user.is_authenticated and waiting in invitations_for(reader_id(request))
    return render(request, "people/invited.html", {"waiting": waiting, "mine": mine})


def _check_invited(request: Request, invitation_id: int) -> None:
    if all(one.id != invitation_id for one in invitations_for(reader_id(request))):
        raise Http404
