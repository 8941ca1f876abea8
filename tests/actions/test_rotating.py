"""Keys changed: everything sealed opens with the new key alone; stopped midway and run again, too."""

import json
from hashlib import sha256

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from pytest_django import Settings

from krav.actions import rotating
from krav.actions.carriers import connect_carrier
from krav.actions.debtor_codes import links
from krav.actions.rotating import rotate
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.store.sealed import OF_ACCOUNTS, OF_THE_HOME, at
from krav.wire import clock
from krav.wire.sealed import seal, seal_text, unseal, unseal_text
from tests.actions.cast import ANN, FIRST, ledger, line, run, take

RIGHTS = {"token": "of another system"}
NEW = Fernet.generate_key()


class Stopped(Exception):
    """Somebody pulled the plug."""


@pytest.fixture
def full(fjordbo: int, settings: Settings) -> int:
    """An account with a letter that bears a link, and one of everything that is sealed."""
    settings.KRAV_DEBTOR_PAGES = True
    take(fjordbo, ledger(line("1001", "10.000,00")), on=FIRST)
    run(fjordbo, FIRST)
    connect_carrier(fjordbo, "smsfile", {}, on=FIRST, by=ANN)
    made = {"made_by": "ann", "made_at": clock.now()}
    with account_scope(fjordbo):
        rows.Connection.objects.create(system="economic", rights=seal(RIGHTS), **made)
        rows.Agreement.objects.create(partner="contract", name="Agency", rights=seal(RIGHTS), secret=seal(RIGHTS), **made)
        for number in range(7):
            rows.Webhook.objects.create(url=f"https://a.example/{number}", secret=seal(RIGHTS), **made)
    user = rows.User.objects.create_user("mette@bogholderi.example", "x")
    rows.Setup.objects.create(user=user, data=json.dumps({"books": {"rights": seal(RIGHTS)}, "company": {}}), at=clock.now())
    Authenticator.objects.create(user=user, type="totp", data={"secret": seal_text("JBSWY3DPEHPK3PXP")})
    Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": seal_text("5e" * 40), "used_mask": 0})
    return fjordbo


def sealed(account_id: int) -> list[str]:
    """Every sealed text there is."""
    found: list[str] = []
    with account_scope(account_id):
        for owner in OF_ACCOUNTS:
            found += owner.table.objects.values_list(owner.column, flat=True)
    for beside in OF_THE_HOME:
        for kept in beside.table._default_manager.values_list(beside.column, flat=True):
            told = json.loads(kept) if isinstance(kept, str) and beside.paths else kept
            found += [at(told, path) for path in beside.paths] if beside.paths else [kept]
    return [each for each in found if each]


def change(settings: Settings, new: bytes = NEW) -> bytes:
    old = settings.KRAV_SEAL
    settings.KRAV_SEAL, settings.KRAV_OLD_SEALS = new, [old, *settings.KRAV_OLD_SEALS]
    return bytes(old)


def letter_links(account_id: int) -> dict[int, str]:
    with account_scope(account_id):
        return dict(links(list(rows.Letter.objects.values_list("id", flat=True))))


def test_the_old_key_is_not_needed_afterwards(full: int, settings: Settings) -> None:
    before, count = letter_links(full), len(sealed(full))
    assert count >= 13
    assert before
    change(settings)
    done = rotate()
    assert (done.sealed >= count - 1, done.lost) == (True, [])
    settings.KRAV_OLD_SEALS = []
    assert [unseal_text(each) for each in sealed(full)]
    assert letter_links(full) == before
    assert rotate().sealed == 0


def test_letters_keep_their_links_over_several_keys(full: int, settings: Settings) -> None:
    before = letter_links(full)
    for _ in range(3):
        change(settings, Fernet.generate_key())
        rotate()
        settings.KRAV_OLD_SEALS = []
    assert letter_links(full) == before
    assert rows.LinkKey.objects.count() == 3


def test_between_the_change_and_the_sealing_both_keys_open(full: int, settings: Settings) -> None:
    before, old = letter_links(full), seal(RIGHTS)
    change(settings)
    assert letter_links(full) == before
    assert (unseal(old), unseal(seal(RIGHTS))) == (RIGHTS, RIGHTS)
    settings.KRAV_OLD_SEALS = []
    with pytest.raises(KravError):
        unseal(old)


@pytest.mark.parametrize("batches", [1, 2, 4])
def test_stopped_midway_and_run_again(full: int, settings: Settings, monkeypatch: pytest.MonkeyPatch, batches: int) -> None:
    monkeypatch.setattr(rotating, "MANY", 2)
    done = 0

    def stop() -> None:
        nonlocal done
        done += 1
        if done == batches:
            raise Stopped

    change(settings)
    with pytest.raises(Stopped):
        rotate(stop)
    assert [unseal_text(each) for each in sealed(full)]  # both keys are there yet
    rotate()
    settings.KRAV_OLD_SEALS = []
    assert [unseal_text(each) for each in sealed(full)]


def test_a_worker_that_writes_meanwhile_loses_nothing(full: int, settings: Settings) -> None:
    """Somebody with the old key alone renews a right in the middle of it; the next pass finds it."""
    old, wrote = change(settings), False

    def renew() -> None:
        nonlocal wrote
        if not wrote:
            wrote = True
            token = Fernet(old).encrypt(json.dumps({"token": "newer"}).encode()).decode()
            with account_scope(full):
                rows.Connection.objects.update(rights=token)

    rotate(renew)
    settings.KRAV_OLD_SEALS = []
    with account_scope(full):
        assert unseal(rows.Connection.objects.get().rights) == {"token": "newer"}


def test_what_no_key_opens_is_named_and_stops_nothing(full: int, settings: Settings) -> None:
    change(settings)
    with account_scope(full):
        lost = rows.Webhook.objects.order_by("id")[0]
        rows.Webhook.objects.filter(id=lost.id).update(secret=Fernet(Fernet.generate_key()).encrypt(b"{}").decode())
    assert rotate().lost == [f"webhook {lost.id}"]
    settings.KRAV_OLD_SEALS = []
    assert sum(1 for each in sealed(full) if _opens(each)) == len(sealed(full)) - 1


def test_a_second_step_that_was_never_sealed_is_now(full: int) -> None:
    row = Authenticator.objects.get(type="totp")
    row.data = {"secret": "JBSWY3DPEHPK3PXP"}
    row.save()
    assert rotate().sealed == 1
    row.refresh_from_db()
    assert unseal_text(row.data["secret"]) == "JBSWY3DPEHPK3PXP"


def test_old_keys_of_links_are_sealed_themselves(full: int, settings: Settings) -> None:
    old = change(settings)
    rotate()
    kept = rows.LinkKey.objects.get()
    assert (kept.sha256, unseal_text(kept.key)) == (sha256(old).hexdigest(), old.decode())
    assert old.decode() not in kept.key


def _opens(kept: str) -> bool:
    try:
        unseal_text(kept)
    except KravError:
        return False
    return True
