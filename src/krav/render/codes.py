"""The code in the payment block: what a bank app reads where the country has a standard, else the details to copy."""

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import zxingcpp

from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.render.voice import Voice

_MOST = 251
"""Bytes in a code whose modules are still 0.35 mm wide at 22 mm (version 11, level M)."""

_RUN = re.compile(rb"\x00+|\xff+")
_STROKES = {sign * width: f"{move}{width}{end}" for sign, move, end in ((b"\x00", "h", ""), (b"\xff", "m", " 0"))
            for width in range(1, 64)}  # fmt: skip
"""A run of dark modules is drawn, a run of light ones passed over, each row one module high."""


class Code(NamedTuple):
    """A QR code with its caption and the words that stand for it where it cannot be seen."""

    content: str
    label: str
    alt: str


def payment_code(voice: Voice) -> Code:
    """The letter's code. Without a standard it holds plain lines: creditor, amount, day, account and reference."""
    letter = voice.letter
    fields = voice.country.payment_fields(letter.reference, letter.payee)
    lines = [f"{voice.words[field.label]}: {field.text}" for field in fields]
    found = voice.country.payment_code(_demand(voice), letter.payee)
    alt = f"{voice.words['label_code']}: {', '.join(lines)}"
    if found:
        return Code(found.content, voice.words[found.label], alt)
    amount = f"{voice.words['label_pay']}: {voice.money(letter.total)}"
    day = f"{voice.words['label_deadline']}: {voice.day(letter.deadline_on, 'table')}"
    content = "\n".join([letter.sender.name, *lines, amount, day]).replace("\u00a0", " ")
    return Code(content, voice.words["label_copy_pay"], alt)


def _demand(voice: Voice) -> Mapping[str, str]:
    letter = voice.letter
    return {
        "amount": str(Money(letter.total, letter.currency).decimal),
        "reference": letter.reference,
        "due_on": letter.deadline_on.isoformat(),
        "issued_on": letter.sent_on.isoformat(),
        "number": letter.number,
        "creditor": letter.sender.name,
    }


@lru_cache(maxsize=64)
def svg(content: str) -> str:
    """The code as SVG, level M, without a quiet zone.

    Raises:
        KravError: the content is too long for a code that a telephone reads from paper.
    """
    if len(content.encode()) > _MOST:
        raise KravError(f"The payment code of {len(content.encode())} bytes is too dense to print; {_MOST} fit.")
    code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image: Any = zxingcpp.write_barcode_to_image(code, add_quiet_zones=False)
    size, signs = image.shape[0], bytes(image)
    lines = enumerate(_RUN.findall(signs[start : start + size]) for start in range(0, size * size, size))
    drawn = "".join(f"M0 {y}.5{''.join(map(_STROKES.__getitem__, runs))}" for y, runs in lines)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
    return f'{head}<path stroke="#000" d="{drawn}"/></svg>'


@lru_cache(maxsize=16)
def picture(png: bytes) -> str:
    """A PNG as an SVG six times as wide as high, the picture at its left; empty for none."""
    if not png:
        return ""
    shown = 'width="600" height="100" preserveAspectRatio="xMinYMid meet"'
    content = f'<image {shown} href="data:image/png;base64,{b64encode(png).decode()}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 100">{content}</svg>'
