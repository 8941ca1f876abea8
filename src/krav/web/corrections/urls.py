"""Addresses: corrections, letters that came back, troubles of a customer."""

from django.urls import URLPattern, path

from krav.web.corrections import returned, righting, troubles, unsure

_CLAIM = "a/<slug:slug>/invoices/<int:claim_id>/"
_CUSTOMER = "a/<slug:slug>/customers/<int:debtor_id>/"

urlpatterns: list[URLPattern] = [
    path("a/<slug:slug>/cases/corrections/", righting.corrections, name="cases_corrections"),
    path(f"{_CLAIM}correction/", righting.correction, name="invoices_correction"),
    path(f"{_CLAIM}correction/make/", righting.right, name="invoices_correct"),
    path(f"{_CLAIM}returned/<int:letter_id>/", returned.came_back, name="invoices_returned"),
    path(f"{_CLAIM}unsure/<int:letter_id>/", unsure.unsure, name="invoices_unsure"),
    path(f"{_CUSTOMER}trouble/", troubles.trouble, name="customers_trouble"),
    path(f"{_CUSTOMER}merge/", troubles.merge, name="customers_merge"),
]
