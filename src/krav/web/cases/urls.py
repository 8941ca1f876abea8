"""Addresses: cases."""

from django.urls import URLPattern, path

from krav.web.cases import journal

_CASE = "a/<slug:slug>/cases/<int:case_id>/"

urlpatterns: list[URLPattern] = [
    path(f"{_CASE}journal/", journal.cases_journal, name="cases_journal"),
]
