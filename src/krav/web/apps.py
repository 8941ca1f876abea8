"""The pages as a Django app: templates, styles and script lie beside it."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages."""

    name = "krav.web"
