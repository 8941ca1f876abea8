"""Write-offs: the books change and the debtor owes as before; whatever money does, what is no longer owed is not lost."""

from collections import defaultdict
from contextlib import suppress
from datetime import date
from random import Random

import pytest

from krav.actions.cases import open_case
from krav.actions.credits import credit_claim
from krav.actions.payments_by_hand import place_payment, register_payment, take_back_payment, unplace_payment
from krav.actions.policy import change_policy
from krav.actions.rebuild import rebuild
from krav.actions.rights import Forbidden
from krav.actions.unit import Actor
from krav.actions.writeoffs import undo_write_off, write_off
from krav.claims.writeoff import Asked, open_parts, standing
from krav.kernel.money import Money
from krav.kernel.refusal import KravError, Refused
from krav.kernel.role import Role
from krav.store import load
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries.losses import VoucherSeen, books, candidates, posted, vouchers
from krav.store.scope import account_scope
from krav.store.verify import verify
from tests.actions.cast import ANN, bank, credit, fik, take
from tests.actions.collect import claims_of, owed, run_until

EXPIRED = date(2026, 5, 20)
LATER = date(2026, 5, 26)
SMALL = Asked(None, "small_claim", confirmed=True)
EVENT = Asked(None, "vain_enforcement", confirmed=True)


@pytest.fixture
def ripe(fjordbo: int) -> int:
    """A Danish creditor with two claims of a business, 12 500 and 2 500, whose notices have expired."""
    owed(fjordbo)
    run_until(fjordbo, EXPIRED)
    return fjordbo


def made(account_id: int) -> list[VoucherSeen]:
    """The vouchers, oldest first."""
    with account_scope(account_id):
        return vouchers()[::-1]


def accounts(account_id: int) -> dict[str, int]:
    """What all vouchers leave in each account, debits above zero."""
    found: dict[str, int] = defaultdict(int)
    for voucher in made(account_id):
        assert sum(line["debit"] - line["credit"] for line in voucher.lines) == 0
        for line in voucher.lines:
            found[line["account"]] += line["debit"] - line["credit"]
    return {account: amount for account, amount in found.items() if amount}


def in_books(account_id: int, claim_id: int) -> tuple[int, int, int]:
    """Owed on the later day, carried by the books, and written off."""
    with account_scope(account_id):
        found = books(claim_id, creditor_in_scope(), LATER)
    return found.owed.minor, found.booked.minor, found.written_off.minor


def test_the_books_lose_it_and_the_debtor_owes_it_all_the_same(ripe: int) -> None:
    """S9."""
    claim_id = claims_of(ripe)["1001"]
    before = in_books(ripe, claim_id)
    write_off(ripe, [claim_id], EVENT, evidence="Udlæg 14. maj, intet", on=EXPIRED, by=ANN)
    (voucher,) = made(ripe)
    assert (voucher.number, voucher.kind, voucher.not_payment) == ("V-2026-0001", "write_off", True)
    assert voucher.text == "Afskrivning af faktura 1001. Forgæves udlæg. Udlæg 14. maj, intet"
    assert [(line["account"], line["debit"], line["credit"]) for line in voucher.lines] == [
        ("3720", 1000000, 0), ("6902", 250000, 0), ("5600", 0, 1250000)
    ]  # fmt: skip
    assert voucher.lines[0]["text"] == "Tab, faktura 1001"
    assert in_books(ripe, claim_id) == (before[0], 0, 1250000)
    with account_scope(ripe):
        state = rows.ClaimState.objects.get(claim_id=claim_id)
        assert (state.blocked, state.settled_on) == ("written_off", None)
        assert not rows.Payment.objects.exists()


def test_charges_booked_when_made_go_with_it(ripe: int) -> None:
    change_policy(ripe, {"books": {"charges_booked": True, "fee": "1051"}}, on=EXPIRED, by=ANN)
    claim_id = claims_of(ripe)["1001"]
    write_off(ripe, [claim_id], EVENT, on=EXPIRED, by=ANN)
    found = accounts(ripe)
    assert (found["3720"], found["6902"]) == (1000000, 250000)
    assert (found["1051"], found["4365"]) == (30000, 31000)
    assert found["4360"] > 0
    assert in_books(ripe, claim_id)[1] == 0


def test_later_money_brings_loss_and_vat_back_and_going_again_takes_them(ripe: int) -> None:
    claim_id = claims_of(ripe)["1001"]
    write_off(ripe, [claim_id], EVENT, on=EXPIRED, by=ANN)
    take(ripe, bank(credit("3000.00", on="2026-05-22", reference=fik("1001")), until="2026-05-22"), "late.xml", LATER)
    back = made(ripe)[-1]
    assert (back.number, back.kind, back.not_payment, back.amount) == (
        "V-2026-0002", "recovery", False, Money(-300000, "DKK")
    )  # fmt: skip
    assert [(line["account"], line["debit"], line["credit"]) for line in back.lines] == [
        ("5600", 300000, 0), ("6902", 0, 60000), ("3720", 0, 240000)
    ]  # fmt: skip
    assert in_books(ripe, claim_id)[1:] == (0, 950000)
    with account_scope(ripe):
        payment_id = rows.Payment.objects.get().id
    unplace_payment(ripe, payment_id, on=LATER, by=ANN)
    assert accounts(ripe) == {"3720": 1000000, "6902": 250000, "5600": -1250000}
    place_payment(ripe, payment_id, [claim_id], on=LATER, by=ANN)
    assert accounts(ripe) == {"3720": 760000, "6902": 190000, "5600": -950000}


def test_money_told_by_hand_and_taken_back(ripe: int) -> None:
    claim_id = claims_of(ripe)["1001"]
    write_off(ripe, [claim_id], EVENT, on=EXPIRED, by=ANN)
    payment_id = register_payment(ripe, claim_id, 1250000 * 2, LATER, on=LATER, by=ANN)
    assert accounts(ripe) == {}
    assert in_books(ripe, claim_id)[2] == 0
    take_back_payment(ripe, payment_id, on=LATER, by=ANN)
    assert accounts(ripe) == {"3720": 1000000, "6902": 250000, "5600": -1250000}
    with account_scope(ripe):
        assert rows.ClaimState.objects.get(claim_id=claim_id).blocked == "written_off"


def test_money_that_the_bank_takes_back_is_lost_again(ripe: int) -> None:
    claim_id = claims_of(ripe)["1001"]
    write_off(ripe, [claim_id], EVENT, on=EXPIRED, by=ANN)
    came = credit("3000.00", on="2026-05-22", reference=fik("1001"), key="A")
    went = credit("3000.00", on="2026-05-25", reference=fik("1001"), key="B", back=True)
    take(ripe, bank(came, went, until="2026-05-25"), "late.xml", LATER)
    assert accounts(ripe) == {"3720": 1000000, "6902": 250000, "5600": -1250000}


def test_a_credit_note_is_no_loss(ripe: int) -> None:
    claim_id = claims_of(ripe)["1001"]
    write_off(ripe, [claim_id], EVENT, on=EXPIRED, by=ANN)
    credit_claim(ripe, claim_id, 250000, None, "K1", on=LATER, by=ANN)
    assert accounts(ripe) == {"3720": 800000, "6902": 200000, "5600": -1000000}
    assert in_books(ripe, claim_id)[1:] == (0, 1000000)


def test_of_a_part_written_off_money_pays_first_what_the_books_still_carry(ripe: int) -> None:
    claim_id = claims_of(ripe)["1001"]
    write_off(ripe, [claim_id], Asked(500000, "vain_enforcement", confirmed=True), on=EXPIRED, by=ANN)
    assert accounts(ripe) == {"3720": 400000, "6902": 100000, "5600": -500000}
    take(ripe, bank(credit("7500.00", on="2026-05-22", reference=fik("1001")), until="2026-05-22"), "late.xml", LATER)
    assert len(made(ripe)) == 1
    assert in_books(ripe, claim_id)[1:] == (0, 500000)
    take(ripe, bank(credit("1000.00", on="2026-05-25", reference=fik("1001")), until="2026-05-25"), "later.xml", LATER)
    assert accounts(ripe) == {"3720": 320000, "6902": 80000, "5600": -400000}


def test_undone_by_a_voucher_of_its_own_once(ripe: int) -> None:
    claim_id = claims_of(ripe)["1001"]
    before = in_books(ripe, claim_id)
    (voucher_id,) = write_off(ripe, [claim_id], EVENT, on=EXPIRED, by=ANN)
    take(ripe, bank(credit("3000.00", on="2026-05-22", reference=fik("1001")), until="2026-05-22"), "late.xml", LATER)
    assert undo_write_off(ripe, voucher_id, on=LATER, by=ANN) == Money(1250000, "DKK")
    assert accounts(ripe) == {}
    assert [voucher.number for voucher in made(ripe)] == [f"V-2026-000{n}" for n in range(1, 5)]
    assert in_books(ripe, claim_id)[1:] == (950000, 0)
    assert before[1] == 1250000
    for key in (voucher_id, made(ripe)[2].id, made(ripe)[1].id):
        with pytest.raises(KravError, match="taken back"):
            undo_write_off(ripe, key, on=LATER, by=ANN)


def test_more_than_open_and_an_unmet_ground_write_nothing(ripe: int) -> None:
    """PC-117."""
    ids = claims_of(ripe)
    with pytest.raises(Refused, match=r"12500\.00 DKK of the claim"):
        write_off(ripe, [ids["1001"]], Asked(1250001), on=EXPIRED, by=ANN)
    with pytest.raises(Refused, match="below 3000"):
        write_off(ripe, list(ids.values()), SMALL, on=LATER, by=ANN)
    with pytest.raises(KravError, match="several are written off whole"):
        write_off(ripe, list(ids.values()), Asked(100), on=LATER, by=ANN)
    with pytest.raises(KravError, match="no such claim"):
        write_off(ripe, [ids["1001"], 999_999_999], EVENT, on=LATER, by=ANN)
    assert made(ripe) == []
    with account_scope(ripe):
        assert not rows.Entry.objects.filter(kind="write_off").exists()


def test_small_claims_are_proposed_and_written_off_together(ripe: int) -> None:
    ids = claims_of(ripe)
    with account_scope(ripe):
        (found,) = candidates(creditor_in_scope(), LATER)
    assert (found.claim.number, found.ground.key) == ("1002", "small_claim")
    assert (found.proposal.net, found.proposal.vat) == (200000, 50000)
    write_off(ripe, [ids["1002"]], SMALL, on=LATER, by=ANN)
    with account_scope(ripe):
        assert candidates(creditor_in_scope(), LATER) == []
    with pytest.raises(Refused, match="Nothing of the claim"):
        write_off(ripe, [ids["1002"]], EVENT, on=LATER, by=ANN)
    assert len(write_off(ripe, list(ids.values()), EVENT, on=LATER, by=ANN)) == 1


def test_a_voucher_of_a_case_bears_its_department_and_stands_in_its_journal(ripe: int) -> None:
    ids = claims_of(ripe)
    case_id = open_case(ripe, list(ids.values()), department="12", project="P7", on=EXPIRED, by=ANN)
    write_off(ripe, list(ids.values()), EVENT, on=EXPIRED, by=ANN)
    register_payment(ripe, ids["1002"], 50000, LATER, on=LATER, by=ANN)
    assert {(voucher.case_id, voucher.department, voucher.project) for voucher in made(ripe)} == {(case_id, "12", "P7")}
    with account_scope(ripe):
        assert rows.CaseEvent.objects.filter(case_id=case_id, kind="voucher").count() == 3
        assert list(verify(case_id)) == []
        assert rows.CaseState.objects.get().status == "open"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_happens_what_is_written_off_is_still_owed(ripe: int, seed: int) -> None:
    """Write-offs, their undoing, payments, credit notes in any order: books and claim agree after each of them."""
    dice, ids = Random(seed), list(claims_of(ripe).values())
    change_policy(ripe, {"books": {"charges_booked": True}}, on=EXPIRED, by=ANN)
    payments: list[int] = []
    write_off(ripe, ids, EVENT, on=LATER, by=ANN)
    for _ in range(24):
        claim_id, amount = dice.choice(ids), dice.randrange(100, 400000)
        with suppress(KravError):
            match dice.choice([0, 0, 1, 2, 2, 3, 4]):
                case 0:
                    write_off(ripe, [claim_id], Asked(amount * 2, "vain_enforcement", confirmed=True), on=LATER, by=ANN)
                case 1:
                    undo_write_off(ripe, dice.choice([0, *(voucher.id for voucher in made(ripe))]), on=LATER, by=ANN)
                case 2:
                    payments.append(register_payment(ripe, claim_id, amount // 2, LATER, on=LATER, by=ANN))
                case 3 if payments:
                    take_back_payment(ripe, dice.choice(payments), on=LATER, by=ANN)
                case _:
                    credit_claim(ripe, claim_id, amount // 10, None, "K", on=LATER, by=ANN)
        accounts(ripe)
        with account_scope(ripe):
            law, told = creditor_in_scope().country, posted(ids)
            for claim in load.claims(ids).values():
                still, off = open_parts(claim, law, charges=True), standing(told[claim.id])
                given = standing([each for each in told[claim.id] if each.kind == "write_off"])
                assert off == {part: min(still[part], given[part]) for part in off}
                assert claim.written_off == sum(off.values())
    for voucher in made(ripe):
        with suppress(KravError):
            undo_write_off(ripe, voucher.id, on=LATER, by=ANN)
    assert accounts(ripe) == {}
    numbers = [voucher.number for voucher in made(ripe)]
    assert len(numbers) > 4
    assert numbers == [f"V-2026-{place:04d}" for place in range(1, len(numbers) + 1)]


def test_a_rebuild_leaves_the_rows_as_they_are(ripe: int) -> None:
    claim_id = claims_of(ripe)["1001"]
    write_off(ripe, [claim_id], EVENT, on=EXPIRED, by=ANN)
    with account_scope(ripe):
        before = list(rows.ClaimState.objects.order_by("claim_id").values_list())
    rebuild(ripe, on=EXPIRED, by=ANN)
    with account_scope(ripe):
        assert list(rows.ClaimState.objects.order_by("claim_id").values_list()) == before
    assert len(made(ripe)) == 1


def test_a_guest_writes_nothing_off(ripe: int) -> None:
    guest = Actor("gerda", Role.GUEST)
    with pytest.raises(Forbidden):
        write_off(ripe, list(claims_of(ripe).values()), EVENT, on=EXPIRED, by=guest)
    with pytest.raises(Forbidden):
        undo_write_off(ripe, 1, on=EXPIRED, by=guest)
