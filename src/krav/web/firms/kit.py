"""What a firm tells its clients of the new service: texts, a leaflet and a picture in four languages, or all packed."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from krav.render.kit import LANGUAGES, PARTS, Teller, made, packed, texts
from krav.web.figures import reader
from krav.web.firms.page import FirmPage, firm_page
from krav.web.papers import renderer
from krav.wire.given_out import given_out
from krav.wire.logos import firm_logo


@require_GET
@firm_page()
def kit(page: FirmPage) -> HttpResponse:
    """The texts to be copied, and the leaflet, in one language."""
    asked = page.request.GET.get("in", "") or reader()
    language = asked if asked in LANGUAGES else LANGUAGES[0]
    words = texts(_teller(page), language)
    return page.render("firms/kit.html", language=language, languages=LANGUAGES, words=words)


@require_GET
@firm_page()
def kit_zip(page: FirmPage) -> HttpResponse:
    """All of it."""
    return given_out(packed(_teller(page), renderer()), f"{page.firm.slug}-kit.zip", "application/zip")


@require_GET
@firm_page()
def kit_part(page: FirmPage, language: str, part: str) -> HttpResponse:
    """One file of it."""
    if language not in LANGUAGES or part not in PARTS:
        raise Http404
    return given_out(made(_teller(page), language, part, renderer()), f"{page.firm.slug}-{language}-{part}", PARTS[part])


def _teller(page: FirmPage) -> Teller:
    firm = page.firm
    contact = tuple(said for said in (firm.phone, firm.email, firm.web) if said)
    return Teller(firm.name, firm.words, firm.accent, firm_logo(firm.id, firm.logo), contact)
