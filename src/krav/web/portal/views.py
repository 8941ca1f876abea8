"""The debtor's page: what is owed, why, how to pay, the letters, and what was said."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from krav.actions.contents import contents
from krav.actions.debtor_words import KINDS
from krav.kernel.money import Money
from krav.store.queries.portal import debts, has_letter, letters_of, words
from krav.web.papers import pdf, renderer
from krav.web.papers import picture as a_picture
from krav.web.portal.door import Visit, by_code
from krav.web.portal.seen import balance, line_words, paying, reckoned
from krav.web.written import word
from krav.wire.logos import logo


@by_code
def page(visit: Visit) -> HttpResponse:
    """All of it on one page."""
    found = balance(visit)
    said = visit.request.GET.get("said", "")
    return visit.render(
        "portal/page.html",
        found=found,
        paying=paying(visit, found),
        letters=letters_of(visit.debtor.id),
        words=words(debtor_id=visit.debtor.id),
        said=_thanks().get(said, ""),
        spoken=_spoken(),
        answers=_answers(),
        word=word,
        money=Money,
    )


@by_code
def why(visit: Visit, number: int, part: str) -> HttpResponse:
    """Why one line of an invoice, or all of it, is what it is."""
    mine = debts(visit.debtor.id, visit.on, of_letter=visit.door.letter_id)
    debt = next((each for each in mine if each.id == number), None)
    owed = reckoned(visit, debt) if debt else None
    explanation = owed.part(part) if owed else None
    if debt is None or owed is None or explanation is None:
        raise Http404
    line = next((each for each in owed.lines if each.part == part), None)
    whole = _("What is owed today on invoice %(number)s") % {"number": debt.number}
    what = line_words(visit, debt, line)[0] if line else whole
    return visit.render("portal/why.html", debt=debt, why=explanation, what=what)


@by_code
def letter(visit: Visit, number: int) -> HttpResponse:
    """A letter of the debtor's, the same bytes as were sent."""
    if not has_letter(visit.debtor.id, number):
        raise Http404
    found = next(contents([number], visit.of))
    return pdf(renderer().pdf(found), f"{found.number}.pdf")


@by_code
def picture(visit: Visit) -> HttpResponse:
    """The creditor's logo."""
    return a_picture(logo(visit.of.id, visit.of.logo))


def _thanks() -> dict[str, str]:
    """What is said after each kind of word."""
    return {
        "objection": _("We have your objection. Nothing more is sent about it until somebody has answered you."),
        "plan": _("We have your wish to pay by instalments. Somebody answers you here."),
        "date": _("We have the day you propose. Somebody answers you here."),
        "paid": _("Thank you. We look for your payment; the bank may need a few days."),
        "message": _("We have your message. Somebody answers you here."),
    }


def _spoken() -> dict[str, str]:
    """What a debtor did, by the kind of word."""
    named = (_("You object"), _("You ask for instalments"), _("You propose a day"), _("You have paid"), _("You wrote"))
    return dict(zip(KINDS, named, strict=True))


def _answers() -> dict[str, str]:
    """What became of it."""
    return {"accepted": _("Agreed"), "declined": _("Not agreed"), "seen": _("Answered"), "": _("Not answered yet")}
