"""The named places at which a life may end: functions of Krav, just before and just after; nothing in Krav knows of them."""

import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

POINTS = {
    "commit": "django.db.backends.base.base:BaseDatabaseWrapper.commit",
    "rows written": "krav.store.write:insert_many",
    "turn taken": "krav.actions.turns:take_of",
    "turn given back": "krav.actions.turns:give_back",
    "upload leased": "krav.actions.uploads:_lease",
    "file taken in": "krav.actions.uploads:_take_in",
    "file moved": "krav.wire.inbox:put_away",
    "phase begun": "krav.actions.autopilot:_begin",
    "phase ended": "krav.actions.autopilot:_end",
    "letters leased": "krav.actions.outbox:_lease",
    "letter handed over": "krav.actions.outbox:_hand_over",
    "letters noted": "krav.actions.outbox:_noted",
    "mail sent": "krav.wire.mail:_hand_over",
    "file kept": "krav.wire.files:put",
    "case sent": "tests.crash.outside:KeptAgency.hand_over",
    "case round": "krav.actions.partner_sending:_Round.hand_over",
    "news read": "krav.actions.partner_news:_read",
    "case opened": "krav.actions.cases:open_case",
    "case handed over": "krav.actions.hand_overs:hand_over",
    "written off": "krav.actions.writeoffs:write_off",
    "vouchers queued": "krav.actions.write_back:_queue",
    "voucher posted": "tests.crash.outside:KeptBooks.post",
    "voucher noted": "krav.actions.write_back:_became",
    "letters printed": "krav.actions.printing:print_letters",
    "letters ticked off": "krav.actions.printing:tell_posted",
    "interest ordered": "krav.actions.interest_invoices:order",
    "interest issued": "krav.actions.interest_invoices:issue",
}
"""Where each stands: a module, and a name in it."""

SIDES = ("before", "after")

reached: Counter[str] = Counter()
"""How often this process has come to each place."""


def found(name: str) -> tuple[Any, str, Callable[..., Any]]:
    """What has the function, under which name, and the function."""
    module, _, path = POINTS[name].partition(":")
    owner: Any = import_module(module)
    *above, last = path.split(".")
    for each in above:
        owner = getattr(owner, each)
    return owner, last, getattr(owner, last)


NOTHING: tuple[str, int, Callable[[], None]] = ("", 0, lambda: None)

expected = NOTHING
"""The place where something is to happen, at which coming, and what."""


def expect(place: str, at: int, happens: Callable[[], None]) -> None:
    """It happens when this process comes to a place ("commit:after") `at` times."""
    global expected  # noqa: PLW0603 a process has one fate
    expected = (place, at, happens)


def die() -> None:
    """As when somebody pulls the plug."""
    os.kill(os.getpid(), signal.SIGKILL)


def watch() -> None:
    """Counts from now on, and lets happen what is expected."""
    for name in POINTS:
        owner, last, function = found(name)
        wrapped = _wrapped(name, function)
        setattr(owner, last, wrapped)
        for module in [each for key, each in sys.modules.items() if key.startswith(("krav.", "tests.crash."))]:
            for known, value in list(vars(module).items()):
                if value is function:
                    setattr(module, known, wrapped)


def _wrapped(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def here(side: str) -> None:
        spot = f"{name}:{side}"
        reached[spot] += 1
        place, at, happens = expected
        if spot == place and reached[spot] == at:
            happens()

    @wraps(function)
    def around(*words: Any, **named: Any) -> Any:  # noqa: ANN401 whatever the function takes
        here("before")
        answer = function(*words, **named)
        here("after")
        return answer

    return around
