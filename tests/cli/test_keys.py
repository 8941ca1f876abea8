"""`krav rotate-keys` as processes: new keys, everything sealed anew, killed in the middle of it, the old keys gone."""

import subprocess
import sys

import pytest
from pytest_django import Settings

from tests.cli.command import krav
from tests.cli.machine import Machine
from tests.cli.test_killed import kill_when

MANY = 6_000

FILL = f"""
import django; django.setup()
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire import clock
from krav.wire.sealed import seal
account = rows.Account.objects.get(slug="fjordbo").id
with account_scope(account):
    rows.Webhook.objects.bulk_create(
        [rows.Webhook(account_id=account, url=f"https://a.example/{{n}}", secret=seal({{"secret": f"s{{n}}"}}),
                      made_by="ann", made_at=clock.now()) for n in range({MANY})], batch_size=1000)
"""
READ = """
import django; django.setup()
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire.sealed import unseal
with account_scope(rows.Account.objects.get(slug="fjordbo").id):
    every = rows.Webhook.objects.order_by("id").values_list("secret", "url")
    print(sum(unseal(secret)["secret"] == "s" + url.rpartition("/")[2] for secret, url in every))
"""


def python(machine: Machine, code: str) -> str:
    """Code on the machine, with its keys and its database."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=machine.environment | {"DJANGO_SETTINGS_MODULE": "krav.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def keys(machine: Machine) -> dict[str, list[str]]:
    return {name: (machine.home / name).read_text().split("\n") for name in ("secret", "seal")}


@pytest.fixture
def sealed(machine: Machine) -> Machine:
    python(machine, FILL)
    return machine


def test_killed_in_the_middle_and_run_again_the_old_key_is_not_needed(sealed: Machine) -> None:
    ((first,),) = sealed.rows("SELECT secret FROM webhook ORDER BY id LIMIT 1")
    before = keys(sealed)
    assert "New keys are made" in sealed.do("rotate-keys", "--new")
    assert {name: lines[1:] for name, lines in keys(sealed).items()} == before
    process = sealed.start("rotate-keys")
    kill_when(process, lambda: sealed.rows("SELECT secret FROM webhook ORDER BY id LIMIT 1") != [(first,)])
    assert python(sealed, READ) == str(MANY)
    said = sealed.do("rotate-keys", "--forget")
    assert "old keys are gone" in said
    assert 0 < int(said.split(" sealed anew")[0].split()[-1]) < MANY
    assert all(len(lines) == 1 for lines in keys(sealed).values())
    assert {name: lines[0] for name, lines in keys(sealed).items()} != {name: lines[0] for name, lines in before.items()}
    assert python(sealed, READ) == str(MANY)
    assert " 0 sealed anew" in sealed.do("rotate-keys")


def test_keys_of_the_environment_are_changed_there(settings: Settings) -> None:
    settings.KRAV_KEY_FILES = {"KRAV_SEAL": None, "KRAV_SECRET_KEY": None}
    told = krav("rotate-keys", "--new")
    assert (told.code, told.err) == (2, "krav: KRAV_SEAL, KRAV_SECRET_KEY stand in the environment: change them there.\n")
