"""Addresses: people."""

from django.urls import path

from krav.web.people import me, tokens, views

_PEOPLE = "a/<slug:slug>/settings/people/"
_KEYS = "a/<slug:slug>/settings/tokens/"

urlpatterns = [
    path("me/", me.me, name="me"),
    path("invited/<str:token>/", me.invited, name="invited"),
    path("invitations/<int:invitation_id>/accept/", me.accept, name="invitation_accept"),
    path("invitations/<int:invitation_id>/decline/", me.decline, name="invitation_decline"),
    path(_PEOPLE, views.people, name="settings_people"),
    path(f"{_PEOPLE}invite/", views.people_invite, name="settings_people_invite"),
    path(f"{_PEOPLE}second-step/", views.people_second_step, name="settings_people_second_step"),
    path(f"{_PEOPLE}<int:user_id>/role/", views.people_role, name="settings_people_role"),
    path(f"{_PEOPLE}<int:user_id>/remove/", views.people_remove, name="settings_people_remove"),
    path(f"{_PEOPLE}invited/<int:invitation_id>/withdraw/", views.people_withdraw, name="settings_people_withdraw"),
    path(_KEYS, tokens.keys, name="settings_tokens"),
    path(f"{_KEYS}<int:token_id>/revoke/", tokens.key_revoke, name="settings_tokens_revoke"),
]
