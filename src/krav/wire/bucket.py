"""How fast a system may be asked: a bucket that fills by the second, and every request takes one out."""

from collections import deque
from dataclasses import dataclass, field

from krav.wire import clock
from krav.wire.rights import Limit


@dataclass(slots=True)
class Bucket:
    """The requests that may be made by now; one for each connection. `waited` are the seconds it has cost so far.

    What is not asked while what was read is worked on may be asked later, and yet never more than the limit in its seconds.
    """

    limit: Limit
    left: float = 0.0
    filled_at: float = 0.0
    waited: float = 0.0
    made: int = 0
    _latest: deque[float] = field(init=False)

    def __post_init__(self) -> None:
        self.left, self.filled_at = float(self.limit.burst), clock.ticks()
        self._latest = deque(maxlen=self.limit.requests)

    def take(self) -> None:
        """Takes one request out; waits until there is one."""
        self._fill()
        short = (1 - self.left) * self.limit.seconds / self.limit.requests
        if len(self._latest) == self.limit.requests:
            short = max(short, self._latest[0] + self.limit.seconds - self.filled_at)
        if short > 0:
            self.wait(short)
            self._fill()
            self.left = max(1.0, self.left)
        self.left -= 1
        self.made += 1
        self._latest.append(clock.ticks())

    def answered(self) -> None:
        """The request that was taken last has its answer: by now the system has counted it, however long its way was."""
        self._latest[-1] = clock.ticks()

    def wait(self, seconds: float) -> None:
        """Waits because the system says so, or the bucket is empty."""
        clock.wait(seconds)
        self.waited += seconds

    def empty(self) -> None:
        """The system counts otherwise than we do: nothing is left."""
        self.left, self.filled_at = 0.0, clock.ticks()

    def _fill(self) -> None:
        """Adds what has become free since the bucket was filled last."""
        now = clock.ticks()
        free = (now - self.filled_at) * self.limit.requests / self.limit.seconds
        self.left, self.filled_at = min(self.limit.requests, self.left + free), now
