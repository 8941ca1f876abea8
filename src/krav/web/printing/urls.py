"""Addresses: letters printed here."""

from django.urls import path

from krav.web.printing import views

_RUNS = "a/<slug:slug>/invoices/printing/"

urlpatterns = [
    path(_RUNS, views.runs, name="invoices_printing"),
    path(f"{_RUNS}make/", views.make, name="invoices_printing_make"),
    path(f"{_RUNS}<int:run_id>/", views.one, name="invoices_printing_run"),
    path(f"{_RUNS}<int:run_id>/letters.pdf", views.letters_pdf, name="invoices_printing_pdf"),
    path(f"{_RUNS}<int:run_id>/post/", views.post, name="invoices_printing_post"),
]
