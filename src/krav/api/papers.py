"""The one compiler of PDF files that a process of the interface has."""

from functools import cache

from krav.render.pdf import Renderer


@cache
def renderer() -> Renderer:
    """It is made once and used for every letter, statement and invoice."""
    return Renderer()
