"""Addresses: imports."""

from django.urls import path

from krav.web.imports import reports, several, views

urlpatterns = [
    path("a/<slug:slug>/import/", views.files, name="import"),
    path("a/<slug:slug>/import/<int:upload_id>/", views.one_file, name="import_file"),
    path("a/<slug:slug>/import/<int:upload_id>/take/", views.take, name="import_take"),
    path("a/<slug:slug>/import/<int:upload_id>/cancel/", views.cancel, name="import_cancel"),
    path("a/<slug:slug>/import/together/<str:given>/", several.together, name="import_together"),
    path("a/<slug:slug>/import/together/<str:given>/take/", several.take, name="import_together_take"),
    path("a/<slug:slug>/import/together/<str:given>/cancel/", several.cancel, name="import_together_cancel"),
    path("a/<slug:slug>/import/report/<int:file_id>/", reports.report, name="import_report"),
    path("a/<slug:slug>/import/report/<int:file_id>/unused.csv", reports.unused, name="import_report_unused"),
]
