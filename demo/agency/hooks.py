"""Telling a client's program at once: a signed POST, again a few times where nobody answers. The feed has it all anyway."""

import json
import time
from http.client import HTTPException
from threading import Event, Thread
from urllib.request import Request, urlopen

from .desk import Client, Desk, Row
from .door import signature

_PAUSES = (0.2, 1.0, 5.0)
_LOOK = 0.2


class Hooks(Thread):
    """Looks for news, and tells them in their order."""

    def __init__(self, desk: Desk) -> None:
        """What was there before is not told again."""
        super().__init__(daemon=True)
        self._desk, self._told, self._over = desk, desk.last(), Event()

    def run(self) -> None:
        """Until it is ended."""
        while not self._over.wait(_LOOK):
            for seq, client, news in self._desk.unsent(self._told):
                self._send(client, [news])
                self._told = max(self._told, seq)

    def end(self) -> None:
        """No more news are told."""
        self._over.set()

    def _send(self, client: Client, news: list[Row]) -> None:
        for pause in _PAUSES:
            try:
                with urlopen(request(client, news), timeout=5):  # noqa: S310 where the client said
                    return
            except (OSError, HTTPException):
                if self._over.wait(pause):
                    return


def request(client: Client, news: list[Row], stamp: str = "") -> Request:
    """The webhook as it is sent."""
    body, stamp = json.dumps({"news": news}).encode(), stamp or str(int(time.time()))
    headers = {"Content-Type": "application/json", "Krav-Timestamp": stamp}
    headers["Krav-Signature"] = signature(client.secret, stamp, "", body)
    return Request(client.hook, body, headers, method="POST")  # noqa: S310 where the client said
