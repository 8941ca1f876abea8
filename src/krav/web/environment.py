"""Jinja2 as the pages have it: strict, escaped, translated, and with the figures of the creditor's country."""

from datetime import date
from typing import Any

from django.templatetags.static import static
from django.utils import translation
from jinja2 import Environment, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context
from markupsafe import Markup

from krav.web import figures
from krav.web.addresses import address_of
from krav.web.explained import Sayable, doer, explained, said, told
from krav.web.icons import icon


def environment(**options: Any) -> Environment:  # noqa: ANN401 as Jinja takes them
    """The environment of every page; `options` are those of Django's Jinja2 backend."""
    escaped = select_autoescape(disabled_extensions=("txt",), default=True)  # the texts of e-mails are no HTML
    strict = {"autoescape": escaped, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**{**options, **strict}, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])  # noqa: S701 escaped
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_translations(translation, newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {"url": address_of, "static": static, "icon": icon}
    made.filters |= {"kr": figures.kr, "krcur": figures.krcur, "longday": figures.longday, "explained": explained}
    made.filters |= {"day": _day, "shortday": _shortday, "count": _count, "said": _said, "told": _told, "doer": doer}
    return made


@pass_context
def _day(context: Context, on: date, country: str | None = None) -> Markup:
    return figures.day(on, _language(context, country))


@pass_context
def _shortday(context: Context, on: date, country: str | None = None) -> Markup:
    return figures.shortday(on, _language(context, country))


@pass_context
def _count(context: Context, number: int, country: str | None = None) -> str:
    return figures.count(number, _language(context, country))


@pass_context
def _said(context: Context, refused: Sayable, country: str | None = None) -> str:
    return said(refused, _language(context, country))


@pass_context
def _told(context: Context, sentence: str, country: str | None = None) -> str:
    return told(sentence, _language(context, country))


def _language(context: Context, country: str | None) -> str:
    """As the country given writes, or the account's; a part imported without context has no account and fails here."""
    return figures.written(context["frame"].country if country is None else country)
