"""A form about one thing, over its page or alone without script: shown, done, or refused in words."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from krav.kernel.refusal import KravError
from krav.web.page import Page
from krav.web.written import refusal

Told = dict[str, Any]
Done = Callable[[Told, str], None]


def ask(page: Page, form: forms.Form, done: Done, home: str, *, head: str, button: str, **words: str) -> HttpResponse:
    """Shows the form; sent and in order it is done, and the reader is back; refused it says why.

    Back is the page of the site that the address names, else `home`.
    """
    status, back = 200, page.request.GET.get("back", "")
    if not url_has_allowed_host_and_scheme(back, None):
        back = home
    if page.request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                done(form.cleaned_data, page.request.POST.get("key", ""))
                return redirect(back)
        except KravError as error:
            form.add_error(None, refusal(page, error))
    action = page.request.get_full_path()
    return page.render(
        "claims/claim_form.html", status, form=form, head=head, button=button, words=words, action=action, back=back
    )
