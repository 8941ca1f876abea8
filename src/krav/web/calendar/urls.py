"""Addresses: calendar."""

from django.urls import path

from krav.web.calendar import views

_CALENDAR = "a/<slug:slug>/calendar/"

urlpatterns = [
    path(_CALENDAR, views.calendar, name="calendar"),
    path(f"{_CALENDAR}stop/", views.stop, name="calendar_stop"),
    path(f"{_CALENDAR}undo/<str:placed>/", views.undo, name="calendar_undo"),
]
