"""How much a process can write to files; less than it needs is a disk that is full."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager


def limit(size: int) -> None:
    """No file of this process grows beyond so many bytes."""
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))


@contextmanager
def another_disk() -> Iterator[None]:
    """What is written here does not stand on the full disk."""
    before, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    limit(resource.RLIM_INFINITY)
    yield
    limit(before)
