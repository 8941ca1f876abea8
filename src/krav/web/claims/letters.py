"""Letters as they were sent, one by one or laid together for the printer."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from krav.actions.contents import contents
from krav.claims.policy import CHANNELS
from krav.countries import step_name
from krav.kernel.role import Role
from krav.render.bundle import bundle
from krav.render.reminder import document
from krav.store.load import creditor_in_scope
from krav.store.queries import moves
from krav.store.queries.moves import Letter
from krav.store.queries.sending import proofs
from krav.web.figures import reader
from krav.web.page import Page, account_page
from krav.web.papers import pdf, renderer
from krav.web.written import day, word
from krav.wire.given_out import given_out
from krav.wire.zones import there

TOGETHER = 100
"""So many letters are laid together in one file."""

_RECENT = timedelta(days=14)
"""How long a tab offers its letters to the printer."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file for the printer: the letters from the first to the last of these places."""

    first: int
    last: int
    url: str


@require_GET
@account_page()
def invoices_letter(page: Page, number: str) -> HttpResponse:  # noqa: ARG001 every page has one
    """One letter, the same bytes as were sent."""
    letter = moves.letter(number)
    if letter is None:
        raise Http404
    return pdf(next(_rendered([letter.id])), f"{number}.pdf")


@require_GET
@account_page()
def invoices_letter_document(page: Page, number: str) -> HttpResponse:  # noqa: ARG001 every page has one
    """One letter as the electronic document of its country."""
    letter = moves.letter(number)
    if letter is None:
        raise Http404
    content = document(next(contents([letter.id], creditor_in_scope())))
    return given_out(content, f"{number}.xml", "application/xml")


@require_GET
@account_page()
def invoices_letter_proof(page: Page, number: str) -> HttpResponse:
    """How a letter left: by which channel, when, to which address, its bytes, and what was told of it since."""
    letter = moves.letter(number)
    if letter is None:
        raise Http404
    receipts = {
        "accepted": _("taken in"),
        "printed": _("printed"),
        "posted": _("posted"),
        "delivered": _("delivered"),
        "opened": _("opened"),
        "bounced": _("came back"),
        "complained": _("marked as unwanted by the reader"),
        "refused": _("refused"),
    }
    return page.render(
        "claims/proof.html", letter=letter, proofs=proofs(letter.id), word=word, at=_moment(page), receipts=receipts
    )


def _moment(page: Page) -> Callable[[datetime], str]:
    """A day and its time, as the account's own clock shows it."""
    zone = creditor_in_scope().country.time_zone
    return lambda at: f"{day(page, there(at, zone).date())} {there(at, zone):%H:%M}"


@require_GET
@account_page()
def invoices_print(page: Page) -> HttpResponse:
    """How letters leave, and what is to be printed here: those just made, or a stage's newest."""
    wanted, letters, head = _wanted(page)
    on_paper = [letter for letter in letters if letter.channel == CHANNELS[0]]
    return page.render(
        "claims/print.html",
        head=head,
        letters=letters,
        by_email=len(letters) - len(on_paper),
        on_paper=len(on_paper),
        paper=_parts(page, wanted, on_paper, "paper"),
        whole=_parts(page, wanted, letters, "all"),
        wanted=parse_qsl(wanted),
        may=page.may(Role.CASEWORKER),
    )


@require_GET
@account_page()
def invoices_letters_print(page: Page) -> HttpResponse:
    """One file of letters in the order of customers."""
    letters = _wanted(page)[1]
    if page.request.GET.get("which") == "paper":
        letters = [letter for letter in letters if letter.channel == CHANNELS[0]]
    part = page.request.GET.get("part", "1")
    start = (int(part) - 1) * TOGETHER if part.isdecimal() and len(part) < 7 else 0
    some = letters[start : start + TOGETHER]
    if start < 0 or not some:
        raise Http404
    ordered = dict(zip(sorted(letter.id for letter in some), _rendered(letter.id for letter in some), strict=True))
    return pdf(bundle(ordered[letter.id] for letter in some), f"{some[0].step}-{page.on}.pdf")


def _wanted(page: Page) -> tuple[str, list[Letter], str]:
    """The letters the address asks for, by customer; the address's own words; and a headline."""
    told = page.request.GET
    if key := told.get("made", ""):
        made = moves.made(key)
        if made is None:
            raise Http404
        return urlencode({"made": key}), moves.made_letters(made), step_name(made.step, reader())
    step = told.get("stage", "")
    return urlencode({"stage": step}), moves.step_letters(step, page.on - _RECENT), step_name(step, reader())


def _parts(page: Page, wanted: str, letters: Sequence[Letter], which: str) -> list[Part]:
    url = reverse("invoices_letters_print", kwargs={"slug": page.seat.slug})
    return [
        Part(start + 1, min(start + TOGETHER, len(letters)), f"{url}?{wanted}&which={which}&part={start // TOGETHER + 1}")
        for start in range(0, len(letters), TOGETHER)
    ]


def _rendered(letter_ids: Iterable[int]) -> Iterator[bytes]:
    """The letters as PDF in the order of their ids, from the facts they were decided on."""
    return map(renderer().pdf, contents(sorted(letter_ids), creditor_in_scope()))
