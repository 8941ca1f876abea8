"""How lines of the log look: JSON for machines or text for people, with time, level, event and what belongs to it.

No line bears personal data: an address that was asked, a query, or what an exception says of its values is left out.
"""

import re
import traceback
from collections.abc import Iterator
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

QUIET = "WARNING"
"""Where KRAV_LOG is unset, only what is wrong is told: a person sits at the terminal."""

_SPEAKS_OF_CODE = ("AttributeError", "ImportError", "ModuleNotFoundError", "NameError", "OperationalError", "TypeError")
"""Exceptions whose words are about the program or the database's server, and not about a value."""

_ADDRESS = re.compile(r"(?<![\w.])/[^\s'\"<>]*|\bip=\S+|\?\S+=\S*|\S+@\S+")
_FOREIGN = ("django.request", "django.security", "django.server", "gunicorn")
"""Loggers of others that tell of addresses that were asked."""


def logging(style: str) -> dict[str, Any]:
    """What Python's own logging is set to, and structlog with it: `style` is json, text, or empty for what is wrong only."""
    before = _before()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_logger_name,
            *before,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    level = "INFO" if style else QUIET
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [structlog.stdlib.add_logger_name, *before],
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _writer(style)],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            "krav": {"level": level},
            "django": {"handlers": [], "level": "WARNING"},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "gunicorn.error": {"handlers": [], "level": level, "propagate": True},
            "gunicorn.access": {"handlers": [], "level": "WARNING", "propagate": False},  # Krav tells of requests itself
            "httpx": {"level": "WARNING"},  # an address that is asked may carry a secret
            "httpcore": {"level": "WARNING"},
        },
    }


def _before() -> list[Any]:
    """What is done to every line, ours and others'."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        without_addresses,
        without_values,
    ]


def _writer(style: str) -> Any:  # noqa: ANN401 one of structlog's own
    if style == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.processors.LogfmtRenderer(key_order=["time", "level", "event"], bool_as_flag=False)


def without_addresses(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """A line of the frame around the pages, without the address that was asked: it may bear a debtor's code, or a name."""
    if str(line.get("logger", "")).startswith(_FOREIGN):
        line["event"] = _ADDRESS.sub("…", str(line["event"]))
    return line


def without_values(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """An exception as its kind and the places it came through; its words only where they are about the program."""
    told = line.pop("exc_info", None)
    error = told[1] if isinstance(told, tuple) else told
    if isinstance(error, BaseException):
        line["exception"] = " ← ".join(_chain(error))
    return line


def _chain(error: BaseException) -> Iterator[str]:
    """The exception and those behind it, the last first."""
    at: BaseException | None = error
    while at is not None:
        name = type(at).__name__
        words = f": {at}".replace("\n", " ") if name in _SPEAKS_OF_CODE else ""
        places = traceback.extract_tb(at.__traceback__)
        yield f"{name}{words} at {' '.join(f'{_short(each.filename)}:{each.lineno}' for each in places) or 'nowhere'}"
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)


def _short(path: str) -> str:
    return "/".join(path.replace("\\", "/").split("/")[-3:])
