"""How fast a system may be asked: a bucket that fills by the second, and every request takes one out."""

from dataclasses import dataclass, field

from krav.wire import clock
from krav.wire.accounting.protocol import Limit


@dataclass(slots=True)
class Bucket:
    """The requests that may be made by now; one for each connection. `waited` are the seconds it has cost so far."""

    limit: Limit
    left: float = 0.0
    filled_at: float = 0.0
    waited: float = 0.0
    made: int = field(default=0)

    def __post_init__(self) -> None:
        self.left, self.filled_at = float(self.limit.burst), clock.ticks()

    def take(self) -> None:
        """Takes one request out; waits until there is one."""
        rate = self.limit.requests / self.limit.seconds
        now = clock.ticks()
        self.left = min(self.limit.burst, self.left + (now - self.filled_at) * rate)
        self.filled_at = now
        if self.left < 1:
            self.wait((1 - self.left) / rate)
            self.left, self.filled_at = 1.0, clock.ticks()
        self.left -= 1
        self.made += 1

    def wait(self, seconds: float) -> None:
        """Waits because the system says so, or the bucket is empty."""
        clock.wait(seconds)
        self.waited += seconds

    def empty(self) -> None:
        """The system counts otherwise than we do: nothing is left."""
        self.left, self.filled_at = 0.0, clock.ticks()
