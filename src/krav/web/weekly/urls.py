"""Addresses: the weekly list; those below /weekly/ need no login, their token does."""

from django.urls import path

from krav.web.weekly import lists, mailed

_LISTS = "a/<slug:slug>/settings/weekly/"

urlpatterns = [
    path("weekly/<str:token>/", mailed.whole, name="weekly"),
    path("weekly/<str:token>/<str:answer>/<int:line>/", mailed.one, name="weekly_line"),
    path(_LISTS, lists.weekly, name="settings_weekly"),
    path(f"{_LISTS}send/", lists.send, name="settings_weekly_send"),
    path(f"{_LISTS}<int:list_id>/", lists.one, name="settings_weekly_list"),
]
