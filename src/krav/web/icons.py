"""The icons: one stroke on a grid of 18, in the colour of the words beside them; an icon never speaks alone."""

from functools import cache

from markupsafe import Markup

ICONS = {
    "tray": '<path d="M3 10.5 5 4h8l2 6.5V14H3z"/><path d="M3 10.5h3.5l1 1.8h3l1-1.8H15"/>',
    "stairs": '<path d="M2.5 14.5h3.6v-3.4h3.6V7.7h3.6V4.3h2.2"/>',
    "case": '<rect x="2.5" y="5.5" width="13" height="9" rx="1.5"/>'
    '<path d="M6.5 5.5V4a1.2 1.2 0 0 1 1.2-1.2h2.6A1.2 1.2 0 0 1 11.5 4v1.5M2.5 9.5h13"/>',
    "people": '<circle cx="6.8" cy="6" r="2.5"/><path d="M2.3 14.5c.3-2.8 2-4.3 4.5-4.3s4.2 1.5 4.5 4.3'
    'M11.5 3.7a2.5 2.5 0 0 1 0 4.6M13.2 10.6c1.5.6 2.3 2 2.5 3.9"/>',
    "coins": '<ellipse cx="9" cy="5" rx="5.5" ry="2.2"/><path d="M3.5 5v4c0 1.2 2.5 2.2 5.5 2.2s5.5-1 5.5-2.2V5'
    'M3.5 9v4c0 1.2 2.5 2.2 5.5 2.2s5.5-1 5.5-2.2V9"/>',
    "calendar": '<rect x="2.5" y="3.5" width="13" height="11.5" rx="1.5"/><path d="M2.5 7h13M6 2v3M12 2v3"/>',
    "bars": '<path d="M3 15h12M5 12V8.5M9 12V4M13 12V6.5"/>',
    "scales": '<path d="M9 2.5V15M4.5 15h9M3.5 5h11M3.5 5 1.8 9.8a2 2 0 0 0 3.4 0zM14.5 5l-1.7 4.8a2 2 0 0 0 3.4 0z"/>',
    "sliders": '<path d="M3 5h6.5M13.5 5H15M3 13h1.5M8.5 13H15"/><circle cx="11.5" cy="5" r="1.9"/>'
    '<circle cx="6.5" cy="13" r="1.9"/>',
    "menu": '<path d="M3 5h12M3 9h12M3 13h12"/>',
    "find": '<circle cx="8" cy="8" r="4.7"/><path d="m11.5 11.5 3.7 3.7"/>',
    "down": '<path d="m5 7 4 4 4-4"/>',
    "right": '<path d="M7 4.5 11.5 9 7 13.5"/>',
    "back": '<path d="M8 4.5 3.5 9 8 13.5M3.5 9H15"/>',
    "close": '<path d="m4.5 4.5 9 9M13.5 4.5l-9 9"/>',
    "check": '<path d="m3.5 9.5 3.7 3.7 7.3-8"/>',
    "clock": '<circle cx="9" cy="9" r="6.3"/><path d="M9 5.5V9l2.3 1.8"/>',
    "note": '<path d="M4 3h10v8.5L10.5 15H4z"/><path d="M14 11.5h-3.5V15M6.5 6.5h5M6.5 9h3"/>',
    "print": '<path d="M5 6V2.5h8V6M5 12.5H3.5a1 1 0 0 1-1-1V7.2A1.2 1.2 0 0 1 3.7 6h10.6a1.2 1.2 0 0 1 1.2 1.2v4.3'
    'a1 1 0 0 1-1 1H13"/><path d="M5 10.5h8v5H5z"/>',
    "copy": '<rect x="6" y="6" width="9" height="9" rx="1.5"/><path d="M12 6V4.2A1.2 1.2 0 0 0 10.8 3H4.2A1.2 1.2 0 0 0 3'
    ' 4.2v6.6A1.2 1.2 0 0 0 4.2 12H6"/>',
    "mail": '<rect x="2.5" y="4" width="13" height="10" rx="1.5"/><path d="m3 5 6 5 6-5"/>',
    "letter": '<path d="M4.5 2.5h6l3 3v10h-9zM10.5 2.5v3h3M7 9h4M7 12h4"/>',
    "objection": '<path d="M3 4h12v8.5H8.5L5.5 15v-2.5H3z"/>',
    "match": '<path d="m7 11 4-4M8 5.2l1.7-1.7A3 3 0 0 1 14 7.8l-1.7 1.7M10 12.8l-1.7 1.7A3 3 0 0 1 4 10.2l1.7-1.7"/>',
    "plan": '<path d="M2.5 6h13M2.5 6v7.5h13V6M5.5 9.8H7M9 9.8h1.5M12.5 9.8h.5M4.5 3.5h9"/>',
    "plus": '<path d="M9 3.5v11M3.5 9h11"/>',
    "undo": '<path d="M7 3.5 3.5 7 7 10.5M3.5 7H11a3.8 3.8 0 0 1 0 7.5H7"/>',
    "alert": '<path d="M9 3 2.5 14.5h13zM9 7.5v3.2M9 12.6v.1"/>',
    "lock": '<rect x="4" y="8" width="10" height="7" rx="1.5"/><path d="M6 8V6a3 3 0 0 1 6 0v2"/>',
    "pause": '<path d="M6.5 4v10M11.5 4v10"/>',
    "pencil": '<path d="m3.5 14.5.7-3 7.6-7.6a1.4 1.4 0 0 1 2 0l.3.3a1.4 1.4 0 0 1 0 2l-7.6 7.6z"/>',
    "upload": '<path d="M9 11.5V3M5.5 6.5 9 3l3.5 3.5M3 12v2.5h12V12"/>',
    "download": '<path d="M9 3v8.5M5.5 8 9 11.5 12.5 8M3 12v2.5h12V12"/>',
    "bank": '<path d="M2.5 7 9 3l6.5 4zM4.5 7v6M7.5 7v6M10.5 7v6M13.5 7v6M2.5 15h13"/>',
    "person": '<circle cx="9" cy="6" r="2.8"/><path d="M3.5 15c.4-3 2.4-4.6 5.5-4.6s5.1 1.6 5.5 4.6"/>',
}


@cache
def icon(name: str, small: bool = False) -> Markup:
    """The icon of that name, hidden from screen readers; `small` is 15 px instead of 18.

    Raises:
        KeyError: there is no such icon.
    """
    size = "i s" if small else "i"
    return Markup(f'<svg class="{size}" viewBox="0 0 18 18" aria-hidden="true">{ICONS[name]}</svg>')  # noqa: S704 our own drawing
