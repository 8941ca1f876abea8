"""The sweep: every address of an account, asked by everybody, with GET and POST; pages made later are swept as they come."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from krav.actions.accounts import change_logo
from krav.actions.carriers import connect_carrier
from krav.actions.holds import place_hold, place_holds
from krav.actions.interest_invoices import issue, order
from krav.actions.people import invite
from krav.actions.printing import print_letters
from krav.actions.rights import NEEDS
from krav.actions.steps import take_step
from krav.actions.together import File, receive_all
from krav.actions.tokens import make_token
from krav.actions.uploads import receive
from krav.actions.writeoffs import write_off
from krav.claims.writeoff import Asked
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.queries.credits import Owner
from krav.store.scope import account_scope
from krav.wire.kept import keep
from krav.wire.logos import harmless
from tests.actions.cast import ANN, bank, credit, ledger, line, take
from tests.actions.connected import read_before
from tests.actions.credit import filled, on_sale, selling
from tests.actions.elsewhere import begun
from tests.actions.firms import looked_after
from tests.actions.hooks import told_of_nothing
from tests.actions.partnered import with_a_partner
from tests.actions.weekly import one_list
from tests.actions.words import paid_with_proof
from tests.api.cases import some_cases
from tests.web.cast import OPEN_ITEMS, TODAY
from tests.web.downloads import is_file, is_shown, wrong_with

OTHER_METHOD = 405
"""The address takes the other method only; that is said to everybody alike."""

UNGUARDED = {"opened_at", "last_login"}
"""What looking alone changes."""

ASKED = {
    "a/<slug:slug>/customers/<int:debtor_id>/statement/": "?from_on=2026-03-01&until_on=2026-03-24",
    "a/<slug:slug>/letters/print.pdf": "?made=made",
    "a/<slug:slug>/books/<str:wanted>/": "?from_on=2026-03-01&until_on=2026-03-31",
    "a/<slug:slug>/interest/papers/": "?invoice={invoice_id}",
    "a/<slug:slug>/cases/new/": "?claim={ripe_id}",
    "a/<slug:slug>/cases/new/letter.<str:form>": "?claim={ripe_id}",
    "a/<slug:slug>/cases/new/why/<str:part>/": "?claim={ripe_id}",
    "a/<slug:slug>/cases/hand-over/": "?case={ripe_case_id}",
    "a/<slug:slug>/cases/hand-over/why/<str:when>/": "?case={ripe_case_id}",
}
"""What some pages have to be asked."""

OURS = {
    "a/<slug:slug>/cases/<int:case_id>/court/<slug:filing>/pdf/",
    "a/<slug:slug>/cases/<int:case_id>/file/",
    "a/<slug:slug>/cases/<int:case_id>/plan/plan.pdf",
    "a/<slug:slug>/cases/elsewhere/<int:draft_id>/letter.<str:form>",
    "a/<slug:slug>/cases/new/letter.<str:form>",
    "a/<slug:slug>/credits/<int:bought_id>/<str:paper>",
    "a/<slug:slug>/credits/used.<str:ending>",
    "a/<slug:slug>/customers/<int:debtor_id>/statement/",
    "a/<slug:slug>/interest/papers/",
    "a/<slug:slug>/invoices/printing/<int:run_id>/letters.pdf",
    "a/<slug:slug>/letters/<str:number>.pdf",
    "a/<slug:slug>/letters/print.pdf",
    "a/<slug:slug>/settings/firm/logo.png",
    "a/<slug:slug>/settings/letter.pdf",
    "a/<slug:slug>/settings/letter.png",
    "a/<slug:slug>/settings/logo.png",
}
"""Files that a browser may show: PDFs and pictures that Krav made itself, not what somebody gave."""

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>'

WORDS = {
    "slug", "code", "part", "placed", "step", "form", "wanted", "filing", "place", "via", "when", "partner_code", "ending",
    "paper",
}  # fmt: skip
"""Names in addresses that are no thing of an account's."""

_NAME = re.compile(r"<\w+:(\w+)>")
Ids = dict[str, object]


class Place(NamedTuple):
    """An address below /a/<slug>/: its route, the names in it, the role below which it says no."""

    route: str
    names: tuple[str, ...]
    needs: Role | None

    def url(self, slug: str, ids: Ids) -> str:
        """The address, with an account's things in it."""
        unknown = [name for name in self.names if name not in ids and name != "slug"]
        assert not unknown, f"Teach `things` below a value for {unknown}: the sweep has to ask /{self.route}."
        path = _NAME.sub(lambda found: str({**ids, "slug": slug}[found[1]]), self.route)
        return f"/{path}{ASKED.get(self.route, '').format_map(ids)}"


class Answer(NamedTuple):
    """What came of asking: `wrote` is whether any row changed, `did` which actions were done."""

    place: Place
    method: str
    status: int
    location: str
    wrote: bool
    did: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.place.route}: {self.status}{' and wrote' if self.wrote else ''} {', '.join(self.did)}"


def walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[Place]:
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from walk(each.url_patterns, route)
        elif route.startswith("a/<slug:slug>/"):
            yield Place(route, tuple(each.pattern.converters), getattr(each.callback, "needs", None))


PLACES = list(walk(get_resolver().url_patterns))
WITH_THINGS = [place for place in PLACES if set(place.names) - WORDS]
ASKING_FOR_THINGS = [place for place in PLACES if "_id}" in ASKED.get(place.route, "")]


def ask(client: Client, slug: str, ids: Ids, places: list[Place] = PLACES) -> Iterator[Answer]:
    """What every place answers to both methods; whatever one of them writes is taken back before the next."""
    client.raise_request_exception = False
    for place in places:
        for method in (client.get, client.post):
            with transaction.atomic():
                before, done = written(), len(audits())
                answer = method(place.url(slug, ids))
                did = tuple(audits()[done:])
                where = answer.headers.get("Location", "")
                yield Answer(place, method.__name__.upper(), answer.status_code, where, written() != before, did)
                transaction.set_rollback(True)


def interest_on_late_money(account_id: int) -> Ids:
    """Two customers paid long after the day: the interest of one is invoiced, that of the other ordered."""
    late = [
        line(number, "500.000,00", due="02.01.2026", issued="02.12.2025", customer=number, name=f"Sen {number} ApS")
        for number in ("1010", "1011")
    ]
    take(account_id, ledger(*OPEN_ITEMS, *late), "later.csv", on=TODAY)
    day = TODAY.isoformat()
    paid = [credit("500000.00", on=day, text=f"Faktura {number}", key=number) for number in ("1010", "1011")]
    take(account_id, bank(*paid, until=day), "later.xml", on=TODAY)
    with account_scope(account_id):
        first, second = rows.Debtor.objects.filter(number__in=("1010", "1011")).values_list("id", flat=True)
    issue(account_id, order(account_id, [first], on=TODAY, by=ANN), on=TODAY, by=ANN)
    (ordered,) = order(account_id, [second], on=TODAY, by=ANN)
    with account_scope(account_id):
        return {"invoice_id": rows.InterestInvoice.objects.get().id, "order_id": ordered}


NAMES: Ids = {
    "step": "summary",  # of the wizard
    "form": "png",  # of a letter
    "wanted": "csv",  # of the books
    "code": "economic",
    "via": "smsfile",
    "placed": "placed",  # a key
    "part": "interest",  # of a claim's reckoning
    "filing": "betalingspaakrav",
    "place": "6-0",  # of a figure in its package
    "when": "paid",
    "partner_code": "contract",
    "ending": "pdf",  # of a statement of credits
    "paper": "invoice.pdf",  # of bought credits
}
"""What addresses call by a name of its own, and not by an id."""


@pytest.fixture
def things(owed: int, caseworker: Client, settings: Settings) -> Iterator[Ids]:
    """One of everything that the account has, by the name that addresses call it."""
    invite(owed, "somebody@else.example", Role.GUEST, on=TODAY, by=ANN)
    make_token(owed, "script", Role.GUEST, on=TODAY, by=ANN)
    change_logo(owed, harmless(LOGO), on=TODAY, by=ANN)
    upload = receive(owed, ledger(line("1004", "100,00")), "more.csv", on=TODAY, by=ANN)
    both = [File("a.csv", ledger(line("1005", "100,00"))), File("b.csv", ledger(line("1006", "100,00")))]
    together = receive_all(owed, both, on=TODAY, by=ANN)
    interest = interest_on_late_money(owed)
    weekly = one_list(owed, TODAY)
    cases = some_cases(owed, TODAY)
    carrier = connect_carrier(owed, "smsfile", {}, on=TODAY, by=ANN)
    selling(settings)
    bought = filled(Owner(owed), on_sale("sms-10", units={"sms": 10}))
    word = paid_with_proof(owed, "1003", TODAY)
    partnered = with_a_partner(owed, cases["closed_case_id"], cases["filed_case_id"], TODAY)
    with account_scope(owed):
        claim, other = rows.Claim.objects.get(number="1001"), rows.Claim.objects.get(number="1003")
        keep("invoices", owed, rows.ImportedFile.objects.get(claim=claim).sha256, b"<Invoice/>")
        take_step(owed, [claim.id], "rykker_2", on=TODAY, by=ANN, key="made")
        place_holds(owed, [other.id], "promise", TODAY + timedelta(days=9), on=TODAY, by=ANN, key="placed")
        place_hold(owed, claim.number, "objection", on=TODAY, by=ANN)
        printed = print_letters(owed, list(rows.Letter.objects.values_list("id", flat=True)), on=TODAY, by=ANN)
        (voucher,) = write_off(owed, [claim.id], Asked(100_00), on=TODAY, by=ANN)
        draft, attachment = begun(owed, TODAY)
        webhook, delivery = told_of_nothing(owed, TODAY)
        found = {
            **interest,
            **NAMES,
            "draft_id": draft,
            "attachment_id": attachment,
            "voucher_id": voucher,
            "case_id": cases["ripe_case_id"],
            "ripe_id": cases["ripe_id"],
            "ripe_case_id": cases["ripe_case_id"],
            "claim_id": claim.id,
            "debtor_id": claim.debtor_id,
            "letter_id": rows.Letter.objects.values_list("id", flat=True)[0],
            "number": rows.Letter.objects.values_list("number", flat=True)[0],
            "credit_id": rows.Claim.objects.get(number="2001").id,
            "bought_id": bought,
            "grant_id": looked_after(owed),
            "carrier_id": carrier,
            "payment_id": rows.Payment.objects.values_list("id", flat=True)[0],
            "hold_id": rows.Hold.objects.values_list("id", flat=True)[0],
            "file_id": rows.ImportedFile.objects.values_list("id", flat=True)[0],
            "user_id": rows.User.objects.get(email="carl@fjordbo.example").id,
            "invitation_id": rows.Invitation.objects.get().id,
            "upload_id": upload,
            "list_id": weekly,
            "given": together.key,
            "run_id": printed,
            "token_id": rows.ApiToken.objects.get().id,
            "webhook_id": webhook,
            **partnered,
            "word_id": word,
            "delivery_id": delivery,
        }
    with read_before(owed, TODAY, settings) as posted:
        yield found | {"posted_id": posted}


def written() -> dict[str, list[object]]:
    """Every row of every table of ours, but for when somebody was last here."""
    found: dict[str, list[object]] = {}
    for model in apps.get_app_config("store").get_models():
        columns = [column.column for column in model._meta.concrete_fields if column.name not in UNGUARDED]
        listed = ", ".join(f'"{name}"' for name in columns)
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT {listed} FROM "{model._meta.db_table}" ORDER BY 1')  # noqa: S608 a table's own names
            found[model._meta.db_table] = cursor.fetchall()
    return found


def audits() -> list[str]:
    """What was done, on all accounts."""
    found: list[str] = []
    for account_id in rows.Account.objects.values_list("id", flat=True):
        with account_scope(account_id):
            found += rows.Audit.objects.order_by("id").values_list("action", flat=True)
    return found


def test_there_is_something_to_sweep() -> None:
    assert len(PLACES) > 40
    assert len(WITH_THINGS) > 15


def test_every_page_of_an_account_asks_who_is_there() -> None:
    assert [place.route for place in PLACES if place.needs is None] == []


def test_nobody_is_sent_to_log_in(client: Client, things: Ids) -> None:
    def kept_out(answer: Answer) -> bool:
        return answer.status == OTHER_METHOD or answer.location.startswith("/account/login/?next=/a/fjordbo/")

    assert [str(answer) for answer in ask(client, "fjordbo", things) if answer.wrote or not kept_out(answer)] == []


def test_somebody_of_another_account_finds_nothing(stranger: Client, things: Ids) -> None:
    found = ask(stranger, "fjordbo", things)
    assert [str(answer) for answer in found if answer.wrote or answer.status not in {404, OTHER_METHOD}] == []


def test_an_accounts_things_are_not_in_another(stranger: Client, things: Ids) -> None:
    found = [*ask(stranger, "nordlys", things, WITH_THINGS)]
    found += [answer for answer in ask(stranger, "nordlys", things, ASKING_FOR_THINGS) if answer.method == "GET"]
    assert [str(answer) for answer in found if answer.wrote or answer.status not in {404, OTHER_METHOD}] == []


@pytest.mark.parametrize("role", [Role.GUEST, Role.CASEWORKER])
def test_a_role_does_no_more_than_it_may(role: Role, guest: Client, caseworker: Client, things: Ids) -> None:
    def kept_to_it(answer: Answer) -> bool:
        needs = answer.place.needs or Role.GUEST
        if role < needs:
            return answer.status in {403, OTHER_METHOD} and not answer.wrote
        return answer.status not in {404, 500} and all(NEEDS[action] <= role for action in answer.did)

    found = list(ask(guest if role is Role.GUEST else caseworker, "fjordbo", things))
    assert [str(answer) for answer in found if not kept_to_it(answer)] == []
    assert role is not Role.GUEST or [str(answer) for answer in found if answer.wrote] == []


def test_an_administrator_sees_everything(administrator: Client, things: Ids) -> None:
    def seen(answer: Answer) -> bool:
        return answer.status in {200, 302, OTHER_METHOD} if answer.method == "GET" else answer.status not in {403, 404, 500}

    assert [str(answer) for answer in ask(administrator, "fjordbo", things) if not seen(answer)] == []


def test_what_is_no_page_is_saved_or_made_by_krav_itself(administrator: Client, things: Ids) -> None:
    """Whatever else somebody gave, a browser never opens it as a page of this site."""
    wrong, shown, saved = list[str](), set[str](), set[str]()
    for place in PLACES:
        answer = administrator.get(place.url("fjordbo", things))
        if is_file(answer):
            (shown if is_shown(answer) else saved).add(place.route)
            wrong += [f"/{place.route}: {each}" for each in wrong_with(answer)]
    assert wrong == []
    assert sorted(shown) == sorted(OURS)
    assert len(saved) > 6
