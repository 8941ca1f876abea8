"""The control sum that a SIE file may bear (#KSUMMA): what is between its two lines was not changed by hand."""

import re
from zlib import crc32

from krav.formats.values import FormatError

_SUM = re.compile(rb"^[ \t]*#KSUMMA\b[ \t]*([0-9]*)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_TOKEN = re.compile(rb'"((?:[^"\\]|\\.)*)"|\{([^{}]*)\}|([^\s{}"]+)')
_BLANKS = re.compile(rb'["\s]')


def check(data: bytes, name: str) -> None:
    """Compares the sum, a CRC-32 of the labels and values without blanks, quotation marks and braces.

    Raises:
        FormatError: the file bears a sum and it is another.
    """
    marks = list(_SUM.finditer(data.replace(b"\r", b"\n")))
    if len(marks) != 2 or not marks[1][1]:
        return
    reckoned = 0
    for line in data[marks[0].end() : marks[1].start()].splitlines():
        for quoted, listed, bare in _TOKEN.findall(line):
            reckoned = crc32(bare or _BLANKS.sub(b"", listed) or quoted.replace(b'\\"', b'"'), reckoned)
    if reckoned != int(marks[1][1]):
        line_number = data.count(b"\n", 0, marks[1].start()) + 1
        problem = f"the control sum (#KSUMMA) is {int(marks[1][1])}, what the file holds makes {reckoned}."
        raise FormatError(
            name, f"line {line_number}", problem, "Export the file again; it was changed or damaged on its way."
        )
