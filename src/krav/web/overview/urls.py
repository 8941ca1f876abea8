"""Addresses: overview."""

from django.urls import path

from krav.web.overview import views

urlpatterns = [path("a/<slug:slug>/overview/", views.overview, name="overview")]
