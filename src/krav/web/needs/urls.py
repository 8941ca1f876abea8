"""Addresses: needs."""

from django.urls import path

from krav.web.needs import find, views

urlpatterns = [
    path("", views.needs, name="needs"),
    path("approve/", views.needs_approve, name="needs_approve"),
    path("find/", find.find, name="find"),
    path("a/<slug:slug>/", views.needs_account, name="needs_account"),
    path("a/<slug:slug>/find/", find.find_account, name="find_account"),
]
