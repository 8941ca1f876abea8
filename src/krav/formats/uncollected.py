"""Reading of large files without the collector of cycles: it would look through all that was read, again and again."""

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Read = TypeVar("_Read")


def uncollected(read: Callable[_Given, _Read]) -> Callable[_Given, _Read]:
    """The reader, during which nothing is collected; what it makes is values without cycles, freed as they are dropped."""

    @wraps(read)
    def reading(*given: _Given.args, **named: _Given.kwargs) -> _Read:
        collecting = gc.isenabled()
        gc.disable()
        try:
            return read(*given, **named)
        finally:
            if collecting:
                gc.enable()

    return reading
