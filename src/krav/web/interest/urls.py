"""Addresses: interest invoices."""

from django.urls import URLPattern, path

from krav.web.interest import acts, invoice, papers, views

_ROOM = "a/<slug:slug>/interest/"

urlpatterns: list[URLPattern] = [
    path(_ROOM, views.interest_invoices, name="invoices_interest"),
    path(f"{_ROOM}order/", acts.order, name="invoices_interest_order"),
    path(f"{_ROOM}drop/", acts.drop, name="invoices_interest_drop"),
    path(f"{_ROOM}issue/", acts.issue, name="invoices_interest_issue"),
    path(f"{_ROOM}papers/", papers.papers, name="invoices_interest_papers"),
    path(f"{_ROOM}why/<int:claim_id>/", views.why, name="invoices_interest_why"),
    path(f"{_ROOM}why/customer/<int:debtor_id>/", views.total, name="invoices_interest_total"),
    path(f"{_ROOM}<int:invoice_id>/", invoice.one, name="invoices_interest_invoice"),
    path(f"{_ROOM}<int:invoice_id>/credit/", invoice.credit, name="invoices_interest_credit"),
]
