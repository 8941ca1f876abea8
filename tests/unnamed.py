"""What the whole suite logs, line by line as an operator would read it, and whether a line tells of a person."""

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

PERSONS = (
    "Ann Fjord|Birthe Prøve|Mette Holm|Lars Bjerre|Karen Lund|Jens Peter Skov|Per-Åke Lund|Øster Ås|Café Kajen"
    "|Skippergade|Storgata|Testgatan|Engdraget|Strandvejen|Havnepladsen"
)
"""People, homes and one-man companies of the tests and of the demonstration."""

TELLING = {
    "a person's name or home": re.compile(PERSONS),
    "a mail address": re.compile(r"[\w.+-]+@[\w-]+\.\w+"),
    "a telephone number": re.compile(r"\+4[567] ?\d(?: ?\d){6,9}\b"),
    "a personal number": re.compile(
        r"\b(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d[- ]?\d{4,5}\b|\b(?:19|20)?\d{6}[-+]\d{4}\b"
    ),
    "the address of a debtor's page": re.compile(r"/d/\w"),
}


class Ear(logging.Handler):
    """Hears every line as it would be written, and remembers those that tell of a person, and how many there were."""

    def __init__(self) -> None:
        super().__init__()
        told = dict(settings.LOGGING["formatters"]["lines"])
        self.setFormatter(told.pop("()")(**told))
        self.lines, self.telling = 0, list[str]()

    def emit(self, record: logging.LogRecord) -> None:
        """Looks at one line."""
        line = self.format(record)
        self.lines += 1
        for what, pattern in TELLING.items():
            if found := pattern.search(line):
                test = os.environ.get("PYTEST_CURRENT_TEST", "no test")
                self.telling.append(f"{record.name} told {what} ({found[0]}) in {test}: {line}")


@contextmanager
def heard() -> Iterator[Ear]:
    """Listens to everything that is told from INFO on; what is not wrong is still not written."""
    ear, root, krav = Ear(), logging.getLogger(), logging.getLogger("krav")
    for handler in root.handlers:
        handler.setLevel(logging.WARNING)
    root.addHandler(ear)
    krav.setLevel(logging.INFO)
    try:
        yield ear
    finally:
        root.removeHandler(ear)
