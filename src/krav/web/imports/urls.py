"""Addresses: imports."""

from django.urls import path

from krav.web.imports import views

urlpatterns = [
    path("a/<slug:slug>/import/", views.files, name="import"),
    path("a/<slug:slug>/import/<int:upload_id>/", views.one_file, name="import_file"),
    path("a/<slug:slug>/import/<int:upload_id>/take/", views.take, name="import_take"),
]
