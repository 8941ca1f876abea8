"""Work on very many values without the collector of cycles: it would look through all of them, again and again."""

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


def uncollected(work: Callable[_Given, _Made]) -> Callable[_Given, _Made]:
    """The work, during which nothing is collected; what it makes is values without cycles, freed as they are dropped."""

    @wraps(work)
    def working(*given: _Given.args, **named: _Given.kwargs) -> _Made:
        collecting = gc.isenabled()
        gc.disable()
        try:
            return work(*given, **named)
        finally:
            if collecting:
                gc.enable()

    return working
