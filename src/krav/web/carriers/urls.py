"""Addresses: what carries letters."""

from django.urls import path

from krav.web.carriers import connect, hooks, views

_SETTINGS = "a/<slug:slug>/settings/sending/"
_ONE = f"{_SETTINGS}<int:carrier_id>/"

urlpatterns = [
    path("hooks/carrier/<int:carrier_id>/<str:token>/", hooks.carrier, name="hooks_carrier"),
    path(_SETTINGS, views.carriers, name="settings_carriers"),
    path(f"{_SETTINGS}with/<str:via>/", connect.connect, name="settings_carrier_connect"),
    path(_ONE, views.carrier, name="settings_carrier"),
    path(f"{_ONE}check/", views.check, name="settings_carrier_check"),
    path(f"{_ONE}key/", views.change, name="settings_carrier_change"),
    path(f"{_ONE}try/", views.try_it, name="settings_carrier_try"),
    path(f"{_ONE}end/", views.end, name="settings_carrier_end"),
]
