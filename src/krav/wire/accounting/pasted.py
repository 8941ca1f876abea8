"""Systems whose rights are pasted."""


class Pasted:
    """A system without a page of its own where a connection is allowed, and that need not know this installation."""

    @property
    def ready(self) -> bool:
        """Always."""
        return True

    def consent(self, state: str, back: str) -> str:  # noqa: ARG002 there is no page
        """No page: what opens the books is pasted."""
        return ""
