"""A creditor's or a firm's logo made harmless: whatever came is drawn anew as a PNG of our own, or refused."""

import warnings
from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO

import typst
from PIL import Image, UnidentifiedImageError

from krav.formats import xml
from krav.formats.values import FormatError
from krav.wire import kept
from krav.wire.logo_weight import LogoError, refuse_swelling

MOST_BYTES = 500_000
_KIND, _FIRMS = "logos", "firms"
_SIZE = (1200, 400)
_MOST_PIXELS = 20_000_000
_DRAWN = {
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "defs",
    "linearGradient", "radialGradient", "stop", "clipPath", "mask", "title", "desc", "use", "symbol", "style", "metadata",
}  # fmt: skip
"""The elements of SVG that only draw; a picture inside a picture, script and foreign content are not among them."""

_NARROW = "narrow"
_PAGE = f"""#set page(width: auto, height: auto, margin: 0pt, fill: none)
#let one(picture) = context {{
  let wide = measure(picture).width
  if wide > 1200pt or wide < 3pt {{ panic("{_NARROW}") }}
  picture
}}
"""
"""A page as large as the picture, which is measured before it is drawn: a line of a million to one is no logo."""


def harmless(data: bytes) -> bytes:
    """A PNG, JPEG or SVG as a PNG of our own.

    Raises:
        LogoError: too large, of another kind, broken, or an SVG that does more than draw.
    """
    if len(data) > MOST_BYTES:
        facts = {"size": -(-len(data) // 1000), "most": MOST_BYTES // 1000}
        raise LogoError("The logo has {size} KB; at most {most} KB are taken.", facts)
    return _png(_drawn(data) if data.lstrip()[:1] == b"<" or data[:3] == b"\xef\xbb\xbf" else data)


def keep_logo(account_id: int, png: bytes) -> str:
    """Keeps a creditor's harmless logo; the name it is kept under."""
    return _keep(_KIND, account_id, png)


def logo(account_id: int, name: str) -> bytes:
    """The creditor's logo that was kept under the name; nothing where there is none."""
    return _kept(_KIND, account_id, name)


def keep_firm_logo(firm_id: int, png: bytes) -> str:
    """Keeps a bookkeeping firm's harmless logo; the name it is kept under."""
    return _keep(_FIRMS, firm_id, png)


def firm_logo(firm_id: int, name: str) -> bytes:
    """The firm's logo that was kept under the name; nothing where there is none."""
    return _kept(_FIRMS, firm_id, name)


def _keep(kind: str, owner_id: int, png: bytes) -> str:
    name = f"{sha256(png).hexdigest()[:16]}.png"
    kept.keep(kind, owner_id, name, png)
    return name


def _kept(kind: str, owner_id: int, name: str) -> bytes:
    try:
        return kept.kept(kind, owner_id, name) if name else b""
    except FileNotFoundError:
        return b""


def _png(data: bytes) -> bytes:
    """The picture drawn anew, with nothing of the file but its pixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    raise LogoError("The logo has too many pixels; 1200 by 400 are enough.")
                drawn = picture.convert("RGBA")
    except UnidentifiedImageError as error:
        raise LogoError("This is no PNG, JPEG or SVG. Save the logo as one of them.") from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise LogoError("The logo cannot be read; it is damaged or cut off. Save it again.") from error
    drawn.thumbnail(_SIZE)
    made = BytesIO()
    drawn.save(made, "PNG", optimize=True)
    return made.getvalue()


def _drawn(data: bytes) -> bytes:
    """An SVG as pixels. No part of it may point out of itself, and a compiler without network or files draws it."""
    try:
        root = xml.parse(data, "logo.svg")
    except FormatError as error:
        raise LogoError("The SVG cannot be used: {problem}", {"problem": error.problem}) from error
    refuse_swelling(root.element)
    for element in root.element.iter():
        _refuse_acting(str(element.tag), {str(key): str(value) for key, value in element.attrib.items()}, element.text or "")
    text = data.decode("utf-8", "replace").replace("\\", "\\\\").replace('"', '\\"')
    source = f'{_PAGE}#one(image(bytes("{text}"), format: "svg", height: 60pt))'
    try:
        return bytes(typst.compile(source.encode(), format="png", ppi=480))
    except typst.TypstError as error:
        if _NARROW in str(error):
            said = "The logo is much wider than it is high, or the other way round. Cut it to its picture."
            raise LogoError(said) from error
        raise LogoError("The SVG cannot be drawn. Save the logo as PNG.") from error


def _refuse_acting(tag: str, attributes: Mapping[str, str], text: str) -> None:
    """Refuses an element of SVG that runs something or points out of the picture."""
    name = tag.rpartition("}")[2]
    values = [*attributes.values(), text] if name == "style" else attributes.values()
    points_out = any("url(" in value.replace("url(#", "") or "@import" in value for value in values)
    links_out = any(key.endswith("href") and not value.startswith("#") for key, value in attributes.items())
    acts = any(key.rpartition("}")[2].startswith("on") for key in attributes)
    if name not in _DRAWN or points_out or links_out or acts:
        said = "The SVG does more than draw ({element}). Save it as plain SVG with text as paths, or as PNG."
        raise LogoError(said, {"element": name})
