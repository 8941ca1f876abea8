"""The database as one Django app, with one linear history."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The store."""

    name = "krav.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
