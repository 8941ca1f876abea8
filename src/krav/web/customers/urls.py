"""Addresses: customers."""

from django.urls import path

from krav.web.customers import acts, customers, privacy

_ROOM = "a/<slug:slug>/customers/"

urlpatterns = [
    path(_ROOM, customers.customers, name="customers"),
    path(f"{_ROOM}match/", acts.match, name="customers_match"),
    path(f"{_ROOM}match/<int:credit_id>/<int:claim_id>/back/", acts.unmatch, name="customers_unmatch"),
    path(f"{_ROOM}time-is-up/", privacy.time_is_up, name="customers_time_is_up"),
    path(f"{_ROOM}time-is-up/set/", privacy.settings, name="customers_keeping"),
    path(f"{_ROOM}<int:debtor_id>/kept/", privacy.kept, name="customers_kept"),
    path(f"{_ROOM}<int:debtor_id>/kept/file/", privacy.file, name="customers_kept_file"),
    path(f"{_ROOM}<int:debtor_id>/", customers.one, name="customers_customer"),
    path(f"{_ROOM}<int:debtor_id>/edit/", acts.edit, name="customers_edit"),
    path(f"{_ROOM}<int:debtor_id>/statement/", acts.statement, name="customers_statement"),
]
