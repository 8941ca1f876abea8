"""Writes all parts of the pages into a folder, to be looked at: python -m tests.web.gallery FOLDER."""

import os
import shutil
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.web import scene


def write(folder: Path) -> None:
    """The gallery in light, dark and with the drawer open, with its style and script beside it."""
    shutil.copytree(scene.OWN / "static", folder / "static", dirs_exist_ok=True)
    (folder / "static/django_htmx").mkdir(exist_ok=True)
    shutil.copy(str(finders.find("django_htmx/htmx-2.min.js")), folder / "static/django_htmx")
    for name, theme, drawn in (("light", "light", False), ("dark", "dark", False), ("drawer", "light", True)):
        words = scene.words(**scene.values(), drawn=drawn)
        words["frame"].theme = theme
        page = scene.pages().get_template("gallery.html").render(words)
        still = page.replace("/static/", "static/").replace(" data-focus", "").replace(" autofocus", "")
        (folder / f"{name}.html").write_text(still)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "krav.config.settings")
    django.setup()
    settings.ROOT_URLCONF = "tests.web.scene"
    write(Path(sys.argv[1]))
