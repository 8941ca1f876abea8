"""An account lets an operator look at it for a while, sees every page they opened, and ends it."""

from datetime import timedelta

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from krav.actions.operators import end_look, grant_look
from krav.actions.rights import Forbidden
from krav.kernel.role import Role
from krav.store.queries.operator import grants, operators
from krav.store.queries.operator import looks as looks_of
from krav.web.page import Page, account_page
from krav.wire import clock

_HOURS = [
    (1, gettext_lazy("1 hour")),
    (4, gettext_lazy("4 hours")),
    (24, gettext_lazy("A day")),
    (168, gettext_lazy("7 days")),
]


class LookForm(forms.Form):
    """Who may look, how long, and why."""

    operator = forms.TypedChoiceField(label=gettext_lazy("Who"), coerce=int)
    hours = forms.TypedChoiceField(
        label=gettext_lazy("How long"), choices=_HOURS, coerce=int, initial=4, widget=forms.RadioSelect
    )
    why = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, help_text=gettext_lazy("Such as what you asked them to help you with.")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """The operators there are."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["operator"].choices = [  # type: ignore[attr-defined]
            (each.id, each.name if each.name == each.email else f"{each.name} · {each.email}") for each in operators()
        ]


@account_page()
def looks(page: Page) -> HttpResponse:
    """Everybody on the account sees who of outside looked at what; an administrator lets somebody look."""
    form = LookForm(page.request.POST if page.request.method == "POST" else None)
    if page.request.method == "POST" and not page.may(Role.ADMINISTRATOR):
        raise Forbidden("grant_look", Role.ADMINISTRATOR)
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        until = clock.now() + timedelta(hours=asked["hours"])
        key = page.request.POST.get("key", "")
        grant_look(page.account_id, asked["operator"], asked["why"], until, on=page.on, by=page.by, key=key)
        page.say(_("They may look, as a guest. Every page they open stands below."))
        return page.go("settings_looks")
    return page.render(
        "operator/looks.html",
        422 if form.is_bound else 200,
        form=form,
        grants=grants(page.account_id),
        looks=looks_of(),
        now=clock.now(),
        told=clock.told,
        day_of=clock.day_of,
        anybody=bool(operators()),
        may=page.may(Role.ADMINISTRATOR),
    )


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def end(page: Page, grant_id: int) -> HttpResponse:
    """Ends a look before its time."""
    who = end_look(page.account_id, grant_id, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    page.say(_("%(who)s cannot look any more.") % {"who": who})
    return page.go("settings_looks")
