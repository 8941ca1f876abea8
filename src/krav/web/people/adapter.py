"""The second step at log-in as it is kept: its secrets are sealed, so that a copy of the database makes no codes."""

from allauth.mfa.adapter import DefaultMFAAdapter

from krav.wire.sealed import seal_text, unseal_text


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]  # allauth says no types
    """Secrets of apps and recovery codes."""

    def encrypt(self, text: str) -> str:
        """The secret as it is kept."""
        return seal_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret that was kept."""
        return unseal_text(encrypted_text)
