"""The database made ready: its folder, its tables."""

from django.conf import settings
from django.core.management import call_command


def prepare_database() -> None:
    """Makes the folder and brings the tables up to date; what is there already stays."""
    settings.KRAV_HOME.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
