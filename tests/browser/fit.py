"""Whether a page is fit for everybody: what axe has against it, whether it is wider than its window, and how it looks."""

from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import PICTURES

Scheme = Literal["light", "dark"]
NARROW = 360
_WIDER = """() => [...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > innerWidth)
    .slice(0, 3).map(e => e.outerHTML.slice(0, 200))"""


def findings(page: Page, name: str, look: str) -> list[str]:
    """What is wrong with the page as it is shown now."""
    _picture(page, name, look)
    told = Axe().run(page).response["violations"]
    found = [f"{rule['id']}: {node['html'][:120]}" for rule in told for node in rule["nodes"][:2]]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append(f"wider than the window: {page.evaluate(_WIDER)}")
    return found


def fits(page: Page, name: str) -> None:
    """The page a journey has come to is fit in a wide light window, in a narrow dark one and on paper."""
    page.emulate_media(reduced_motion="reduce")
    looks: tuple[tuple[int, Scheme], ...] = ((NARROW, "dark"), (1440, "light"))
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        found = findings(page, name, f"journeys-{width}-{scheme}")
        assert not found, found
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation", name="Main").is_visible()
    _picture(page, f"{name}-print", "journeys-1440-light")
    page.emulate_media(media="screen")


def _picture(page: Page, name: str, look: str) -> None:
    """The whole page, below the name of the look, where somebody wants pictures."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / look / f"{name}.png", full_page=True)
