"""What goes wrong between Krav and another system, in words for whoever has to mend it."""

from krav.kernel.refusal import KravError


class Broken(KravError):
    """Something failed at the system; nothing was changed there."""


class NotAllowed(Broken):
    """The right to read or write is gone: it has ended, or somebody has taken it back. A person connects anew."""


class Refused(Broken):
    """The system will not have it, and says why; the same again will be refused again."""


class Unreachable(Broken):
    """The system does not answer, or has too much to do, however often it is asked; later it may."""


class Unreached(Unreachable):
    """The system was never reached: its name is not known, or nobody opens there. It has nothing of what it was to get."""


class Uncertain(KravError):
    """The system fell silent while it had something to do: whether it did, it must be asked."""
