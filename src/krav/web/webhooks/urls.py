"""Addresses: webhooks, below the settings."""

from django.urls import path

from krav.web.webhooks import views

_HOOKS = "a/<slug:slug>/settings/webhooks/"
_ONE = f"{_HOOKS}<int:webhook_id>/"

urlpatterns = [
    path(_HOOKS, views.webhooks, name="settings_webhooks"),
    path(_ONE, views.webhook, name="settings_webhook"),
    path(f"{_ONE}again/", views.all_again, name="settings_webhook_all_again"),
    path(f"{_ONE}end/", views.end, name="settings_webhook_end"),
    path(f"{_ONE}secret/", views.renew, name="settings_webhook_secret"),
    path(f"{_ONE}deliveries/<int:delivery_id>/again/", views.again, name="settings_webhook_again"),
]
