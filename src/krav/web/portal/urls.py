"""Addresses: the debtor's page, and its answers."""

from django.urls import path

from krav.web.portal import desk, door, say, views

_DOOR = "d/<str:code>/"
_ROOM = "a/<slug:slug>/customers/"

urlpatterns = [
    path("d/", door.entrance, name="portal_entrance"),
    path(_DOOR, views.page, name="portal"),
    path(f"{_DOOR}logo.png", views.picture, name="portal_logo"),
    path(f"{_DOOR}letters/<int:number>.pdf", views.letter, name="portal_letter"),
    path(f"{_DOOR}why/<int:number>/<str:part>/", views.why, name="portal_why"),
    path(f"{_DOOR}say/<str:kind>/", say.speak, name="portal_say"),
    path(f"{_ROOM}words/", desk.listed, name="customers_words"),
    path(f"{_ROOM}words/<int:word_id>/", desk.one, name="customers_word"),
    path(f"{_ROOM}words/<int:word_id>/answer/", desk.answer, name="customers_word_answer"),
    path(f"{_ROOM}words/<int:word_id>/proof.pdf", desk.proof, name="customers_word_proof"),
    path(f"{_ROOM}<int:debtor_id>/links/end/", desk.end_links, name="customers_links_end"),
]
