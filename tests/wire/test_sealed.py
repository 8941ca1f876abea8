"""What connects Krav with other systems is kept sealed."""

import pytest
from cryptography.fernet import Fernet
from django.test import override_settings

from krav.kernel.refusal import KravError
from krav.wire.sealed import seal, unseal

RIGHTS = {"token": "s3cret-t0ken", "refresh": "another"}


def test_sealed_rights_are_read_again() -> None:
    assert unseal(seal(RIGHTS)) == RIGHTS


def test_what_is_kept_tells_nothing() -> None:
    assert "s3cret" not in seal(RIGHTS)


def test_with_another_key_it_is_not_read() -> None:
    kept = seal(RIGHTS)
    with override_settings(KRAV_SEAL=Fernet.generate_key()), pytest.raises(KravError, match="Connect the system again"):
        unseal(kept)
