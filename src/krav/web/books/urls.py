"""Addresses: bookkeeping."""

from django.urls import URLPattern, path

from krav.web.books import views

urlpatterns: list[URLPattern] = [
    path("a/<slug:slug>/books/", views.books, name="cases_books"),
    path("a/<slug:slug>/books/<str:wanted>/", views.file, name="cases_books_file"),
]
