"""Addresses: what runs by itself."""

from django.urls import URLPattern, path

from krav.web.autopilot import views

_HERE = "a/<slug:slug>/settings/autopilot/"

urlpatterns: list[URLPattern] = [
    path(_HERE, views.autopilot, name="settings_autopilot"),
    path(f"{_HERE}pause/", views.pause, name="settings_autopilot_pause"),
    path(f"{_HERE}go-on/", views.go_on, name="settings_autopilot_go_on"),
    path(f"{_HERE}dry-run/", views.dry_run, name="settings_autopilot_dry_run"),
    path(f"{_HERE}mail/", views.change, name="settings_autopilot_mail"),
]
