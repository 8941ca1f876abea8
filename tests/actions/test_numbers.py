"""Numbers of persons: no table has one, whatever came in and went out; whoever needs one gets it whole."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from pytest_django import Settings

from krav.actions import drafts, parties
from krav.actions.lines import DIGITAL, address, to
from krav.actions.partner_case import case_of, text_of
from krav.actions.rotating import rotate
from krav.claims.told import ToldCustomer
from krav.formats.values import PartyIn
from krav.store import models as rows
from krav.store import numbers
from krav.store.load import creditor_in_scope
from krav.store.queries.drafts import draft, named_like
from krav.store.queries.letters import addressee
from krav.store.queries.postings import _customers
from krav.store.queries.privacy import everything_of
from krav.store.scope import account_scope, across_accounts
from krav.store.words import words_of
from krav.wire import kept
from krav.wire.partners.values import CaseOut, PartyOut
from tests.actions.cast import ANN, FIRST, IMPORTED, ledger, line, run, take

CPR, SAMORDNING, FNR = "0101901234", "9001611234", "01019012345"
KNOWN = (CPR, SAMORDNING, FNR)
SOLE = PartyIn(
    "Åsa Prov", "88", company_number="900161-1234", kind="business", street="Ågatan 1", postcode="11122", city="Ås"
)


def plain_numbers() -> list[str]:
    """The tables and columns that have one of the numbers in any spelling, as raw SQL sees them."""
    found = set()
    spelled = [way for each in KNOWN for way in (each, f"{each[:6]}-{each[6:]}", f"{each[:6]} {each[6:]}")]
    with across_accounts(), connection.cursor() as cursor:
        for model in apps.get_models():
            for field in model._meta.local_concrete_fields:
                if "Char" in (kind := field.get_internal_type()) or kind in {"TextField", "JSONField"}:
                    table, column = model._meta.db_table, field.column
                    like = " OR ".join([f'CAST("{column}" AS TEXT) LIKE %s'] * len(spelled))
                    sql = f'SELECT COUNT(*) FROM "{table}" WHERE {like}'  # noqa: S608 names of our own tables
                    cursor.execute(sql, [f"%{each}%" for each in spelled])
                    if cursor.fetchone()[0]:
                        found.add(f"{table}.{column}")
    return sorted(found)


@pytest.fixture
def asa(fjordbo: int) -> int:
    """The id of a sole trader with a personal number."""
    with account_scope(fjordbo):
        return parties.take_in([SOLE]).ids["88"]


def test_after_an_import_and_a_letter_no_table_has_the_number(fjordbo: int) -> None:
    sheet = ledger(line("1001", "100,00")).decode("utf-8-sig").splitlines()
    with_number = "\n".join([sheet[0] + ";CVR-nr", *(each + ";010190-1234" for each in sheet[1:])])
    take(fjordbo, with_number.encode())
    run(fjordbo, FIRST)
    assert plain_numbers() == []
    with account_scope(fjordbo):
        debtor = rows.Debtor.objects.get()
    assert (debtor.company_number, numbers.opened(debtor.sealed_number)) == ("010190-••••", CPR)


def test_an_unchanged_number_is_no_news_and_another_one_is(fjordbo: int, asa: int) -> None:
    with account_scope(fjordbo):
        assert parties.take_in([SOLE]).changed == []
        assert parties.take_in([PartyIn("Åsa Prov", "88", company_number="9001611234")]).changed == []
        assert parties.take_in([PartyIn("Åsa Prov", "88", company_number="559999-0016")]).changed == [asa]
        assert rows.Debtor.objects.values_list("company_number", "sealed_number").get() == ("559999-0016", "")


def test_a_person_without_a_customer_number_is_known_again_under_another_key(fjordbo: int, settings: Settings) -> None:
    someone = PartyIn("Bo", company_number=FNR)
    with account_scope(fjordbo):
        (first,) = parties.take_in([someone]).ids.values()
    settings.KRAV_OLD_SEALS = (settings.KRAV_SEAL,)
    settings.KRAV_SEAL = Fernet.generate_key()
    for _ in range(2):
        with account_scope(fjordbo):
            done = parties.take_in([someone])
            assert (list(done.ids.values()), done.changed) == ([first], [])
        rotate()
    settings.KRAV_OLD_SEALS = ()
    with account_scope(fjordbo):
        assert parties.take_in([someone]).ids[parties.debtor_number(someone)] == first
        assert numbers.opened(rows.Debtor.objects.get().sealed_number) == FNR
    assert plain_numbers() == []


def test_a_mailbox_gets_it_whole_and_what_is_noted_is_masked(fjordbo: int, asa: int) -> None:
    with account_scope(fjordbo):
        who = addressee(rows.Debtor.objects.get(pk=asa), "DK")
        letter = type("AnyLetter", (), {"addressee": who})()
        assert to(letter, creditor_in_scope()).number == SAMORDNING
    assert address(who, DIGITAL) == "900161-••••"
    assert SAMORDNING not in f"{who} {who!r}"


def test_a_hand_over_is_kept_sealed_and_the_partner_gets_it_whole(fjordbo: int) -> None:
    debtor = PartyOut("Åsa Prov", "88", SAMORDNING, "Ågatan 1", "11122", "Ås", "SE")
    case = CaseOut("k", "S1", "SE", "SEK", FIRST, debtor._replace(company_number="5599990008"), debtor, "1", ())
    text = text_of(case)
    assert SAMORDNING not in text
    assert json.loads(text)["debtor"][2] == "900161-••••"
    kept.keep("handed", fjordbo, json.loads(text)["data"], b"")
    assert case_of(fjordbo, text).debtor == debtor


def test_a_customer_is_found_by_it(fjordbo: int, asa: int) -> None:
    with account_scope(fjordbo):
        assert [(each.id, each.company_number) for each in named_like("900161-1234")] == [(asa, "900161-••••")]


def test_a_draft_keeps_it_sealed(fjordbo: int) -> None:
    draft_id = drafts.begin_draft(fjordbo, on=FIRST, by=ANN)
    new = ToldCustomer(name="Åsa Prov", company_number=SAMORDNING)
    drafts.tell_draft(fjordbo, draft_id, lambda told: replace(told, customer=new), on=FIRST, by=ANN)
    assert plain_numbers() == []
    with account_scope(fjordbo):
        seen = draft(draft_id)
    assert seen
    assert seen.told.customer == new


def test_the_books_export_has_none_and_the_person_gets_its_own(fjordbo: int, asa: int) -> None:
    with account_scope(fjordbo):
        assert [each.company_number for each in _customers({"88"}, "SE")] == [""]
        (own,) = everything_of(asa)["debtor"]
        assert own["company_number"] == SAMORDNING
        assert "sealed_number" not in own
        assert SAMORDNING in words_of(asa)


def test_another_key_says_so(fjordbo: int, asa: int, settings: Settings) -> None:
    settings.KRAV_SEAL = Fernet.generate_key()
    with account_scope(fjordbo), pytest.raises(Exception, match="sealed with another key"):
        numbers.opened(rows.Debtor.objects.get(pk=asa).sealed_number)


def test_what_is_there_is_sealed_and_opened_again(fjordbo: int) -> None:
    at = datetime(2026, 3, 2, 8, tzinfo=UTC)
    with account_scope(fjordbo):
        rows.Debtor.objects.create(number=CPR, name="Bo", company_number=CPR)
        rows.Debtor.objects.create(number="2", name="A/S", company_number="99000112")
        rows.CaseDraft.objects.create(data=json.dumps({"customer": {"company_number": CPR}}), by="ann", at=at)
        rows.Payment.objects.create(key="p1", received_on=IMPORTED, amount=1, currency="DKK", payer_number=FNR)
        rows.Payment.objects.create(key="p2", received_on=IMPORTED, amount=1, currency="DKK", payer_number="99000112")
    assert plain_numbers() == ["case_draft.data", "debtor.company_number", "debtor.number", "payment.payer_number"]
    migrated("seal")
    assert plain_numbers() == []
    with account_scope(fjordbo):
        assert list(rows.Payment.objects.order_by("key").values_list("payer_number", flat=True)) == ["", "99000112"]
        assert rows.Debtor.objects.get(name="A/S").company_number == "99000112"
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.Payment.objects.update(payer_number="1")
    migrated("open_again")
    with account_scope(fjordbo):
        assert rows.Debtor.objects.filter(name="Bo").values_list("number", "company_number").get() == (CPR, CPR)
    assert plain_numbers() == ["case_draft.data", "debtor.company_number", "debtor.number"]


def migrated(way: str) -> None:
    """Runs one way of the migration on the rows that are there."""
    change = getattr(import_module("krav.store.migrations.0017_numbers"), way)
    then = MigrationExecutor(connection).loader.project_state(("store", "0017_numbers")).apps
    with across_accounts():
        change(then, Editor())


class Editor:
    """What the migration needs of Django's own, which SQLite lets nobody open within a transaction."""

    connection = connection

    def execute(self, statement: str, params: None = None) -> None:
        """Runs a statement."""
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
