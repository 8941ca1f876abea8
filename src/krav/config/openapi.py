"""Writes the document of the interface for programs: python -m krav.config.openapi > docs/openapi.json."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "krav.config.settings")
django.setup()

from krav.api.root import api  # noqa: E402 models can be imported only after setup


def document() -> str:
    """The document as the repository keeps it."""
    return json.dumps(api.get_openapi_schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
