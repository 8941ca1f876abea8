"""Addresses: the accounting system."""

from django.urls import path

from krav.web.connections import back, begin, differences, new, postings, views

urlpatterns = [
    path("new/from/<str:code>/", new.new, name="accounts_from"),
    path("connected/", back.connected, name="connection_back"),
    path("a/<slug:slug>/settings/books/", views.connection, name="settings_books"),
    path("a/<slug:slug>/settings/books/with/<str:code>/", begin.connect, name="settings_books_connect"),
    path("a/<slug:slug>/settings/books/company/", begin.company, name="settings_books_company"),
    path("a/<slug:slug>/settings/books/read/", views.read, name="settings_books_read"),
    path("a/<slug:slug>/settings/books/go-on/", views.go_on, name="settings_books_go_on"),
    path("a/<slug:slug>/settings/books/disconnect/", views.end, name="settings_books_end"),
    path("a/<slug:slug>/settings/books/differences/", differences.differences, name="settings_books_differences"),
    path("a/<slug:slug>/settings/books/postings/", postings.postings, name="settings_books_postings"),
    path("a/<slug:slug>/settings/books/postings/table.csv", postings.table, name="settings_books_postings_csv"),
    path("a/<slug:slug>/settings/books/postings/<int:posted_id>/again/", postings.again, name="settings_books_again"),
]
