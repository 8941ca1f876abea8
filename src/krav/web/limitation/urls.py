"""Addresses: limitation."""

from django.urls import URLPattern, path

from krav.web.limitation import acts, claim, views

_CASE = "a/<slug:slug>/cases/<int:case_id>/"
_CLAIM = "a/<slug:slug>/invoices/<int:claim_id>/"

urlpatterns: list[URLPattern] = [
    path("a/<slug:slug>/cases/limitation/", views.cases_limitation, name="cases_limitation"),
    path(f"{_CASE}acknowledge/", acts.cases_acknowledge, name="cases_acknowledge"),
    path(f"{_CASE}received/", acts.cases_received, name="cases_received"),
    path(f"{_CLAIM}limitation/", claim.invoices_limitation, name="invoices_limitation"),
    path(f"{_CLAIM}waive-barred/", acts.invoices_waive_barred, name="invoices_waive_barred"),
]
