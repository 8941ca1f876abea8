"""Carriers in the test's own process: each has the letters it was handed, and fails as it is told."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from krav.actions.lines import Lines
from krav.claims.letter import Letter
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire.broken import NotAllowed, Refused, Uncertain, Unreachable
from krav.wire.sending.protocol import Parcel, ReceiptIn, Taken, To
from krav.wire.zones import there

FATES = (
    "taken", "answer lost", "never came", "down", "refused", "dies before", "dies after", "cannot be asked", "slow to list",
    "right gone",
)  # fmt: skip
"""What may befall a hand-over."""


class Died(BaseException):
    """The worker died."""


class Post:
    """A carrier. `fate` says what befalls the next hand-over; it knows no keys: what is handed twice is there twice."""

    def __init__(self, fate: Callable[[], str] = lambda: "taken") -> None:
        """Nothing is there yet."""
        self.fate = fate
        self.has: dict[str, Parcel] = {}
        self.handed: Counter[str] = Counter()
        self.unlisted: Counter[str] = Counter()
        self.mute: set[str] = set()
        self.reached = ""

    def look(self) -> tuple[str, ...]:
        """All is well."""
        return ()

    def reaches(self, to: To) -> str:  # noqa: ARG002 every line is asked the same
        """Whom it does not reach."""
        return self.reached

    def hand_over(self, parcel: Parcel) -> Taken:
        """Takes the letter, or not."""
        fate = self.fate()
        if fate in {"down", "never came", "dies before", "refused", "right gone"}:
            raise {
                "down": Unreachable("It is down."),
                "never came": Uncertain("No answer."),
                "dies before": Died(),
                "refused": Refused("It will not have it."),
                "right gone": NotAllowed("Nobody is let in."),
            }[fate]
        self.handed[parcel.key] += 1
        self.has[parcel.key] = parcel
        if fate == "slow to list":
            self.unlisted[parcel.key] = 1
        if fate == "cannot be asked":
            self.mute.add(parcel.key)
        if fate in {"answer lost", "slow to list", "cannot be asked"}:
            raise Uncertain("No answer.")
        if fate == "dies after":
            raise Died
        return Taken(self.place(parcel.key))

    @staticmethod
    def place(key: str) -> str:
        """What it calls a letter."""
        return f"there-{key}"

    def taken(self, parcel: Parcel) -> Taken | None:
        """Whether it has it."""
        if parcel.key in self.mute:
            raise Uncertain("It cannot be asked.")
        if self.unlisted[parcel.key]:
            self.unlisted[parcel.key] -= 1
            return None
        return Taken(self.place(parcel.key)) if parcel.key in self.has else None

    def receipts(self, places: tuple[str, ...]) -> Iterator[ReceiptIn]:
        """That each was delivered."""
        at = datetime(2026, 3, 10, 9, tzinfo=UTC)
        yield from (ReceiptIn(f"d-{place}", "delivered", at, place) for place in places)


class Plain(Renderer):
    """Letters as plain bytes: what is tested is who has them."""

    def __init__(self) -> None:
        """No compiler is needed."""

    def pdf(self, letter: Letter) -> bytes:
        """The same letter gives the same bytes."""
        return f"%PDF {letter.number}".encode()


def connect(account_id: int, **posts: Post) -> Lines:
    """The account with these carriers, by channel, its lines open."""
    with account_scope(account_id):
        for channel in posts:
            rows.Carrier.objects.create(
                channel=channel, code="post", rights="", made_by="ann", made_at=datetime(2026, 3, 1, tzinfo=UTC)
            )
        found = rows.Carrier.objects.values_list("channel", "id", "code", "state")
        codes = {channel: (key, code, state) for channel, key, code, state in found}
    return Lines(account_id, codes, set(), dict(posts))


def leases_run_out(account_id: int) -> None:
    """Ten minutes pass."""
    with account_scope(account_id):
        rows.Outbox.objects.filter(state="sending").update(leased_until=datetime.now(UTC) - timedelta(minutes=1))


def ways(account_id: int) -> list[tuple[str, str, str]]:
    """Every row of the outbox: the letter, by which channel, what became of it."""
    with account_scope(account_id):
        return list(rows.Outbox.objects.order_by("id").values_list("letter__number", "channel", "state"))


def at(hour: int, day: int = 9) -> datetime:
    """A moment of March by the clock of Copenhagen."""
    made = datetime(2026, 3, day, hour, 30, tzinfo=UTC)
    return made - (there(made, "Europe/Copenhagen").utcoffset() or timedelta())
