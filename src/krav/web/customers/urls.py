"""Addresses: customers."""

from django.urls import path

from krav.web.customers import acts, customers

_ROOM = "a/<slug:slug>/customers/"

urlpatterns = [
    path(_ROOM, customers.customers, name="customers"),
    path(f"{_ROOM}match/", acts.match, name="customers_match"),
    path(f"{_ROOM}match/<int:credit_id>/<int:claim_id>/back/", acts.unmatch, name="customers_unmatch"),
    path(f"{_ROOM}<int:debtor_id>/", customers.one, name="customers_customer"),
    path(f"{_ROOM}<int:debtor_id>/edit/", acts.edit, name="customers_edit"),
    path(f"{_ROOM}<int:debtor_id>/statement/", acts.statement, name="customers_statement"),
]
