"""What a person may do on an account: see, act, or change its set-up."""

from enum import IntEnum


class Role(IntEnum):
    """Each role may do what those below it may."""

    GUEST = 1
    CASEWORKER = 2
    ADMINISTRATOR = 3

    @property
    def key(self) -> str:
        """The role's name for machines: guest, caseworker, administrator."""
        return self.name.lower()
