"""A case's package for a court: asked, looked at, taken home as PDF and data, and marked as filed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from krav.actions.cases import one
from krav.actions.filings import Prepared, ToFile, file_case, filed_papers, filing_of, prepare, why_not, written
from krav.actions.rights import Forbidden
from krav.claims.case import Case, CaseKind, Happened
from krav.countries import masked_number
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.kernel.why import Why
from krav.law.package import Field, Package
from krav.render.court import package_sheet
from krav.render.sheet import Pen
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries.matters import Reduction, matter_of, reductions
from krav.web import figures
from krav.web.court.forms import AnswersForm
from krav.web.page import Page, account_page
from krav.web.papers import pdf, renderer
from krav.web.written import refusal, word
from krav.wire.given_out import given_out


class Line(NamedTuple):
    """A field of the package; an amount that has a reason leads to it."""

    label: str
    words: str
    money: Money | None
    href: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A case and the form of one of its filings, with the package that comes of the answers."""

    case: Case
    creditor: Creditor
    form: AnswersForm
    made: Prepared


def asked(page: Page, case_id: int, filing: str) -> Asked:
    """The package as the form's answers make it."""
    case, creditor = one(case_id), creditor_in_scope()
    try:
        kind = filing_of(creditor, filing)
    except KravError as error:
        raise Http404 from error
    questions = creditor.country.questions(kind, matter_of(case, creditor, page.on, kind))
    language = figures.written(page.seat.country)
    form = AnswersForm(page.request.POST or None, questions=questions, language=language)
    return Asked(case, creditor, form, prepare(case, creditor, filing, form.answers, page.on))


@require_http_methods(["GET", "POST"])
@account_page()
def cases_court(page: Page, case_id: int, filing: str) -> HttpResponse:
    """What the court is told, what it asks, and what is missing."""
    found = asked(page, case_id, filing)
    if not found.form.is_bound and found.case.filed and found.case.filed.data["filing"] == filing:
        return redirect(reverse("cases_filed", kwargs={"slug": page.seat.slug, "case_id": case_id}))
    return shown(page, found, 200)


def shown(page: Page, found: Asked, status: int, refused: KravError | None = None) -> HttpResponse:
    """The page of a package; `refused` says why it was not filed."""
    package = found.made.package
    return page.render(
        "court/package.html",
        status,
        words=word,
        case=found.case,
        filing=found.made.filing,
        form=found.form,
        package=package,
        sections=[(section.title, list(_lines(page, found, place))) for place, section in enumerate(package.sections)],
        refusal=why_not(found.case, found.creditor, found.made.filing, page.on),
        refused=refusal(page, refused) if refused else "",
        debtor=found.made.matter.debtor,
        costs=[(found.creditor.country.charge_why(each.label, page.on, page.on).rule, _cost(package, place), place)
               for place, each in enumerate(package.charges)],
        may=page.may(Role.CASEWORKER),
    )  # fmt: skip


def _cost(package: Package, place: int) -> Money:
    return Money(package.charges[place].amount, package.claimed.currency)


def _lines(page: Page, found: Asked, place: int) -> Iterator[Line]:
    pen = Pen(found.made.package.language)
    where = {"slug": page.seat.slug, "case_id": found.case.id, "filing": found.made.filing.key}
    for number, field in enumerate(found.made.package.sections[place].fields):
        href = reverse("cases_court_why", kwargs={**where, "place": f"{place}-{number}"}) if field.why else ""
        money = field.value if isinstance(field.value, Money) else None
        words = "" if money else pen.text(field.value)
        yield Line(field.label, masked_number(words) or words, money, href)


@require_GET
@account_page()
def cases_court_why(page: Page, case_id: int, filing: str, place: str) -> HttpResponse:
    """Why an amount of the package is what it is."""
    found = asked(page, case_id, filing)
    box, _dash, line = place.partition("-")
    field = _field(found.made.package, box, line)
    if field is None or field.why is None or not isinstance(field.value, Money):
        raise Http404
    why: Why = field.why._replace(amount=str(field.value.decimal))
    return page.render("court/why.html", why=why, currency=field.value.currency, head=field.label)


def _field(package: Package, box: str, line: str) -> Field | None:
    if not (box.isdecimal() and line.isdecimal() and len(box + line) < 9 and int(box) < len(package.sections)):
        return None
    fields = package.sections[int(box)].fields
    return fields[int(line)] if int(line) < len(fields) else None


@require_http_methods(["GET", "POST"])
@account_page(Role.CASEWORKER)
def cases_court_pdf(page: Page, case_id: int, filing: str) -> HttpResponse:
    """The package as PDF: as it was filed, else as the answers make it."""
    found = asked(page, case_id, filing)
    line = _as_filed(found, filing)
    content = filed_papers(page.account_id, line)[0] if line else None
    content = content or renderer().sheet(package_sheet(found.made.matter, found.made.package))
    return a_file(content, "application/pdf", f"{found.case.number}-{filing}.pdf")


@require_http_methods(["GET", "POST"])
@account_page(Role.CASEWORKER)
def cases_court_data(page: Page, case_id: int, filing: str) -> HttpResponse:
    """The package as data: as it was filed, else as the answers make it; or what the court must hear of since."""
    found = asked(page, case_id, filing)
    line = _as_filed(found, filing)
    if line and page.request.GET.get("part") == "reduction":
        return a_file(reduction_data(found.case, line), "application/json", f"{found.case.number}-reduction.json")
    content = filed_papers(page.account_id, line)[1] if line else found.made.data
    return a_file(content, "application/json", f"{found.case.number}-{filing}.json")


def _as_filed(found: Asked, filing: str) -> Happened | None:
    """The line of the journal that says it was filed; None while new answers are given."""
    line = found.case.last(CaseKind.FILED)
    return line if line and line.data["filing"] == filing and not found.form.is_bound else None


def reduction_data(case: Case, line: Happened) -> bytes:
    """What came in since the case was filed, as data."""
    told = reductions(case)
    return written(
        {
            "case": case.number,
            "filing": line.data["filing"],
            "reference": line.data["reference"],
            "filed_on": line.on.isoformat(),
            "claimed": str(Money(line.data["claimed"], case.currency).decimal),
            "currency": case.currency,
            "reductions": [_reduction(each, case.currency) for each in told],
            "reduced_by": str(Money(sum(each.amount for each in told), case.currency).decimal),
        }
    )


def _reduction(each: Reduction, currency: str) -> dict[str, str]:
    amount = str(Money(each.amount, currency).decimal)
    return {"invoice": each.number, "kind": each.kind, "on": each.on.isoformat(), "amount": amount}


def a_file(content: bytes, kind: str, name: str) -> HttpResponse:
    """The file: a PDF is shown where the browser can, all else is saved."""
    return pdf(content, name) if kind == "application/pdf" else given_out(content, name, kind)


def file_it(page: Page, case_id: int) -> HttpResponse:
    """Marks the case as filed; refused, the answers stay and it is said why.

    Raises:
        KravError: the country has no such filing.
    """
    filing = filing_of(creditor_in_scope(), page.request.POST.get("filing", "")).key
    found = asked(page, case_id, filing)
    if found.form.errors:
        return shown(page, found, 422)
    wanted = ToFile(filing, found.form.answers, found.form.data.get("reference", "")[:60])
    try:
        file_case(
            page.account_id,
            case_id,
            wanted,
            renderer=renderer(),
            on=page.on,
            by=page.by,
            key=page.request.POST.get("key", ""),
        )
    except Forbidden:
        raise
    except KravError as error:
        return shown(page, found, 422, error)
    page.say(_("Filed. The case lies with the court from today."))
    return page.go("cases_filed", case_id=case_id)
