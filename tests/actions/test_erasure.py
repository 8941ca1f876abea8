"""A customer's data erased: no word of it anywhere, the sums of the books as before, and not before the law lets it."""

import json
from datetime import date
from pathlib import Path

import jsonschema_rs
import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from pytest_django.fixtures import Settings

from krav.actions.cases import open_case
from krav.actions.erasure import change_keeping, erase, erase_due, export, finish
from krav.actions.holds import lift_hold, place_hold
from krav.actions.notes import note
from krav.actions.outbox import send_letters
from krav.claims.decide import reckon_claim
from krav.kernel.money import Money
from krav.kernel.refusal import KravError, Refused
from krav.render.pdf import Renderer
from krav.store import load
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries.privacy import as_json, time_is_up
from krav.store.scope import Owned, account_scope
from krav.store.verify import verify
from krav.wire import forgetting, kept
from tests.actions.cast import ANN, FIRST, bank, credit, fik, line, take
from tests.actions.collect import claims_of, owed, run_until

SCHEMA = Path(__file__).parents[2] / "docs/schemas/debtor.schema.json"
PAID, UP = date(2026, 6, 1), date(2032, 1, 1)
WORDS = ("Rigmor", "Kvistgaard", "rigmor@kvist.example", "Xanthippe")
LINES = (
    line("1001", "10.000,00", name="Rigmor Kvistgaard", customer="R1", email="rigmor@kvist.example"),
    line("1002", "300,00", name="Anden Kunde A/S", customer="A1"),
)


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Path:
    settings.KRAV_HOME = tmp_path
    return tmp_path


@pytest.fixture
def lived(fjordbo: int, home: Path, renderer: Renderer) -> tuple[int, int]:
    """An account in which a person was asked for money by letters and a case, and paid; and the person's id."""
    owed(fjordbo, *LINES)
    run_until(fjordbo, FIRST)
    list(send_letters(fjordbo, home / "letters", on=FIRST, by=ANN, renderer=renderer))
    run_until(fjordbo, date(2026, 5, 20), FIRST)
    claim = claims_of(fjordbo)["1001"]
    note(fjordbo, claim, "Xanthippe Kvistgaard will pay for her", on=PAID, by=ANN)
    held = place_hold(fjordbo, "1001", "pause", note="Rigmor is away", on=PAID, by=ANN)
    lift_hold(fjordbo, held, on=PAID, by=ANN)
    open_case(fjordbo, [claim], on=PAID, by=ANN)
    note(fjordbo, claim, "Rang to Rigmor", on=PAID, by=ANN)
    with account_scope(fjordbo):
        owes = reckon_claim(load.claims([claim])[claim], creditor_in_scope().country, PAID).total
    paid = credit(f"{Money(owes, 'DKK').decimal}", on=PAID.isoformat(), reference=fik("1001"), payer="Rigmor Kvistgaard")
    take(fjordbo, bank(paid, until="2026-06-02"), "b.xml", PAID)
    kept.keep("uploads", fjordbo, "aa", "Rigmor Kvistgaard;R1".encode("latin-1"))
    kept.keep("uploads", fjordbo, "bb", b"somebody else")
    with account_scope(fjordbo):
        rows.Outbox.objects.exclude(state="delivered").update(state="failed")
        debtor = rows.Debtor.objects.get(number="R1").pk
    return fjordbo, debtor


def traces(home: Path) -> list[str]:
    """Where one of the words still stands: any column of words of any table, any file."""
    found = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField):
                for told in _column(model._meta.db_table, str(field.column)):
                    found += [f"{model.__name__}.{field.name}: {told}" for word in WORDS if word in told]
    for file in home.rglob("*"):
        if file.is_file() and any(word.encode() in file.read_bytes() for word in WORDS):
            found.append(str(file))
    return found


def _column(table: str, column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')  # noqa: S608 our own names
        return [json.loads(f'"{told}"') if "\\u" in told and '"' not in told else str(told) for (told,) in cursor.fetchall()]


def books(account_id: int) -> list[object]:
    """Amounts and days."""
    with account_scope(account_id):
        return [
            list(rows.Entry.objects.order_by("pk").values_list("claim_id", "kind", "amount", "on", "booked_on")),
            list(rows.Payment.objects.order_by("pk").values_list("amount", "received_on", "currency")),
            list(rows.Letter.objects.order_by("pk").values_list("number", "fee", "total", "sent_on")),
            list(rows.ClaimState.objects.order_by("pk").values_list("balance", "settled_on")),
        ]


def test_no_word_is_left_and_the_books_stay(lived: tuple[int, int], home: Path) -> None:
    account_id, debtor = lived
    before, letters = books(account_id), list((home / "letters").rglob("*.pdf"))
    assert letters
    assert traces(home)
    with account_scope(account_id):
        case = rows.Case.objects.get().pk
        assert verify(case) == []
        assert [due.id for due in time_is_up(UP)] == [debtor]
    erase(account_id, debtor, on=UP, by=ANN)
    assert traces(home) == []
    assert books(account_id) == before
    with account_scope(account_id):
        assert verify(case) == []
        assert time_is_up(UP) == []
        assert rows.Debtor.objects.get(number="A1").name == "Anden Kunde A/S"
        assert json.loads(rows.Erasure.objects.get().kinds)["note"] == 2
        assert rows.ErasedFile.objects.count() == 0
    assert not kept.has("uploads", account_id, "aa")
    assert kept.has("uploads", account_id, "bb")
    with pytest.raises(KravError, match="was erased on 2032-01-01"):
        erase(account_id, debtor, on=UP, by=ANN)


def test_the_books_keep_it_to_the_day(lived: tuple[int, int], home: Path) -> None:
    account_id, debtor = lived
    with pytest.raises(Refused, match=r"books must be kept.*bogføringsloven § 12.*2032-01-01"):
        erase(account_id, debtor, on=date(2031, 12, 31), by=ANN)
    with account_scope(account_id):
        other = rows.Debtor.objects.get(number="A1").pk
    with pytest.raises(Refused, match="Claims are open: 1002"):
        erase(account_id, other, on=date(2050, 1, 1), by=ANN)
    with pytest.raises(KravError, match="no such customer"):
        erase(account_id, 999_999_999, on=UP, by=ANN)
    assert traces(home)


def test_a_process_killed_before_the_files_went_is_finished(
    lived: tuple[int, int], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account_id, debtor = lived

    def killed(_: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as at_the_first_file:
        at_the_first_file.setattr(forgetting, "forget", killed)
        with pytest.raises(KeyboardInterrupt):
            erase(account_id, debtor, on=UP, by=ANN)
    assert kept.has("uploads", account_id, "aa")
    finish(account_id)
    finish(account_id)
    assert traces(home) == []


def test_it_goes_by_itself_where_the_account_says_so(lived: tuple[int, int], home: Path) -> None:
    account_id, _ = lived
    assert erase_due(account_id, UP, ANN) == []
    change_keeping(account_id, year_ends=6, by_itself=True, on=UP, by=ANN)
    assert len(erase_due(account_id, UP, ANN)) == 1
    assert erase_due(account_id, UP, ANN) == []
    assert traces(home) == []
    with pytest.raises(KravError, match="month from 1 to 12"):
        change_keeping(account_id, year_ends=13, by_itself=True, on=UP, by=ANN)


def test_all_of_a_customer_is_handed_out_and_the_audit_knows(lived: tuple[int, int]) -> None:
    account_id, debtor = lived
    told = as_json(export(account_id, debtor, on=UP, by=ANN))
    jsonschema_rs.validator_for(json.loads(SCHEMA.read_text("utf-8"))).validate(json.loads(told))
    assert all(word in told for word in WORDS)
    assert "Anden Kunde" not in told
    with account_scope(account_id):
        assert rows.Audit.objects.get(action="export_customer").data == json.dumps({"debtor": debtor})


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (rows.Note, {"text": "[erased]", "written_by": "Eve"}),
        (rows.Note, {"text": "something else"}),
        (rows.Payment, {"payer_name": "", "amount": 1}),
        (rows.Hold, {"note": "Eve"}),
        (rows.Entry, {"amount": 1}),
        (rows.CaseEvent, {"data": "{}"}),
        (rows.CaseEvent, {"data": '{"origin": "elsewhere"}'}),
    ],
)
def test_nothing_else_of_a_fact_moves(lived: tuple[int, int], model: type[Owned], change: dict[str, object]) -> None:
    account_id, debtor = lived
    erase(account_id, debtor, on=UP, by=ANN)
    table = model._meta.db_table
    with account_scope(account_id), pytest.raises(IntegrityError, match=f"^{table} is append-only"), transaction.atomic():
        model.objects.update(**change)


def test_without_an_erasure_not_even_a_sign_is_written(lived: tuple[int, int]) -> None:
    with account_scope(lived[0]), pytest.raises(IntegrityError, match=r"^note is append-only"), transaction.atomic():
        rows.Note.objects.update(text="[erased]")
