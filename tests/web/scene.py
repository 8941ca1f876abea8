"""What the parts are shown with: an invented creditor, a claim that has run its course, and the environment of pages."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace as Thing
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

import krav.web
from krav.claims.explain import explain
from krav.kernel.money import Money
from krav.kernel.why import Why
from krav.web.environment import environment
from krav.web.icons import ICONS
from tests.claims.cast import BUSINESS, DENMARK, claim, paid

TODAY = date(2026, 11, 23)
OWN = Path(krav.web.__file__).parent


def nowhere(request: HttpRequest) -> HttpResponse:
    """A page that the frame links to."""
    return HttpResponse()


urlpatterns = [path(f"{name}/", nowhere, name=name) for name in ("switch", "find", "me")]
urlpatterns += [path("a/<slug:slug>/find/", nowhere, name="find_account")]


def pages() -> Environment:
    """The pages' own environment, with the templates of this folder beside theirs."""
    return environment(loader=FileSystemLoader([OWN / "templates", Path(__file__).with_name("templates")]))


def words(frame_country: str = "DK", **more: Any) -> dict[str, Any]:  # noqa: ANN401 a template's words
    """What every template gets."""
    names = (
        ("needs", "tray", 11),
        ("invoices", "stairs", 109),
        ("customers", "people", 0),
        ("payments", "coins", 3),
        ("calendar", "calendar", 0),
    )
    feet = ("policy", "scales", 0), ("settings", "sliders", 0)
    account = Thing(
        slug="aabenraa",
        name="Aabenraa Tømrer & Snedker ApS",
        initials="AT",
        colour="spruce",
        country_name="Danmark",
        company_number="CVR 99 00 12 34",
    )
    frame = Thing(
        account=account if frame_country else None,
        country=frame_country,
        user=Thing(name="Mette Holm", initials="MH"),
        nav=[
            Thing(
                key=key,
                label=key.capitalize(),
                url=f"/{key}",
                icon=icon,
                count=count,
                foot=where is feet,
                current=key == "invoices",
            )
            for where in (names, feet)
            for key, icon, count in where
        ],
        bar="",
        theme="",
        density="",
        language="en",
        single_keys=True,
        keeper=None,
    )
    csrf = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="7Hc0">')
    return {"frame": frame, "messages": (), "csrf_token": "7Hc0", "csrf_input": csrf, "on": TODAY, **more}


def part(name: str, call: str, frame_country: str = "DK", **values: Any) -> str:  # noqa: ANN401 a template's words
    """The part's macro called as a page would call it; `call` is what stands between the braces, or a whole block."""
    macro = call.removeprefix("{% call ").partition("(")[0]
    body = call if call.startswith("{%") else f"{{{{ {call} }}}}"
    source = f'{{% from "parts/{name}.html" import {macro} with context %}}{body}'
    return pages().from_string(source).render(words(frame_country, **values))


def dkk(amount: str) -> Money:
    return Money.of(amount, "DKK")


def balance() -> Why:
    """Why the claim comes to what it does."""
    debt = claim(1875000, date(2026, 9, 15), paid(500000, date(2026, 10, 20), "principal"), debtor=BUSINESS)
    return explain(debt, DENMARK, TODAY)[1]


def interest() -> Why:
    """Why the claim's interest is what it is: two stretches, a payment between them."""
    return next(each for each in balance().parts if each.rule.startswith("Interest"))


class Fee(forms.Form):
    """A form with each kind of field."""

    fee = forms.DecimalField(label="Fee for reminder 1, kr.", help_text="For each letter")
    name = forms.CharField(label="Name", required=False)
    way = forms.ChoiceField(label="Way", choices=[("mail", "E-mail"), ("post", "Letter")], widget=forms.RadioSelect)
    who = forms.ChoiceField(
        label="Who approves",
        choices=[("none", "Nobody\nLetters leave at 14:00 by themselves"), ("me", "I do\nNothing leaves before your yes")],
        widget=forms.RadioSelect,
    )
    country = forms.ChoiceField(label="Country", choices=[("DK", "Danmark"), ("NO", "Norge")])
    text = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}))
    sure = forms.BooleanField(label="The debtor is a business")
    key = forms.CharField(widget=forms.HiddenInput, required=False)


def line(words: str, detail: str, money: str, href: str = "") -> Thing:
    return Thing(words=words, detail=detail, money=dkk(money), href=href)


def event(day: date, words: str, detail: str = "", kind: str = "", money: str = "", link: str = "") -> Thing:
    return Thing(
        day=day,
        words=words,
        detail=detail,
        kind=kind,
        money=dkk(money) if money else None,
        href="#" if link else "",
        link=link,
    )


def row(number: str, name: str, balance: str, state: str = "", *, ticked: bool = False, again: bool = False) -> Thing:
    seen = {"id": number, "name": name, "balance": dkk(balance), "state": state, "due": date(2026, 9, 4)}
    return Thing(**seen, ticked=ticked, again=again, note=state == "wait")


def values() -> dict[str, Any]:
    """What the gallery shows."""
    stages = (
        ("Overdue", 41),
        ("Reminder 1", 28),
        ("Reminder 2", 17),
        ("Notice sent", 9),
        ("Notice expired", 0),
        ("With partner", 3),
    )
    return {
        "lines": [
            line("Invoice 20417", "Kitchen fronts, Storegade 14", "18750.00"),
            line("Paid 20.10.2026", "Marked with the invoice number, so it falls on the invoice", "-5000.00"),
            line("Interest from 15.09.2026", "10,00 % a year, 69 days", "307.88", "#"),
            line("Reminder fees", "3 letters of 100,00", "300.00", "#"),
        ],
        "total": dkk("14667.88"),
        "events": [
            event(date(2026, 12, 4), "Payment order to the court", "If the demand passes unpaid. You will be asked first."),
            event(date(2026, 11, 16), "Collection notice expired, unpaid"),
            event(
                date(2026, 11, 2),
                "Reminder 3 with collection notice",
                "E-mail and letter",
                "strong",
                "100.00",
                "See the letter",
            ),
            event(date(2026, 10, 20), "Paid", "Bank, reference 20417", "money", "-5000.00"),
        ],
        "tabs": [
            Thing(label=label, url="#", count=count, total=dkk("124906.25"), current=label == "Reminder 2")
            for label, count in stages
        ],
        "rows": [
            row("20391", "Andersen & Bruun I/S", "10090.48", "first", ticked=True),
            row("20402", "Andersen & Bruun I/S", "6375.00", "more", ticked=True, again=True),
            row("20415", "Café Lindely ApS", "3363.70", "wait"),
            row("20409", "Dybdal, Inger", "-2238.36"),
        ],
        "nok": Money.of("24900.00", "NOK"),
        "named": [
            Thing(words="Customer", chosen="Kristin Haugland", url="#", state="done"),
            Thing(words="Claims", chosen="3 invoices", url="#", state="done"),
            Thing(words="Summary", chosen="Saved 10:42", url="", state="now"),
        ],
        "fee": Fee({"fee": "a lot", "name": "Æ", "way": "post", "who": "me", "country": "NO", "text": "", "sure": "on"}),
        "interest": interest(),
        "icons": ICONS,
    }
