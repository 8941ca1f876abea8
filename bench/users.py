"""People who use the pages: each logged in, opens the most used pages one after the other and reads for a while.

`python -m bench.users prepare COUNT ACCOUNTS…` makes them, logged in, and prints who they are. `go PORT FILE SECONDS PAUSE`
uses the pages until the seconds have passed and prints each page's answering times; `throng PORT FILE SECONDS` asks for the
list of 100 rows and nothing else, as fast as it is answered.
"""

import asyncio
import json
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Any

import httpx

PAGES = {
    "needs": "/a/{slug}/",
    "stage list, 100 rows": "/a/{slug}/invoices/",
    "claim": "/a/{slug}/invoices/{claim}/",
    "customer": "/a/{slug}/customers/{debtor}/",
    "payments": "/a/{slug}/payments/",
    "find": "/a/{slug}/find/?q={number}",
    "overview": "/a/{slug}/overview/",
    "cases": "/a/{slug}/cases/",
    "calendar": "/a/{slug}/calendar/",
    "settings": "/a/{slug}/settings/",
}
LIST = "stage list, 100 rows"
FOUND = "what it finds"
_LATER = re.compile(r'hx-get="([^"]+)" hx-trigger="load"')
"""What a page that comes at once asks for by itself."""

AT_ONCE = 8
"""So many of the throng wait for an answer at a time."""


async def go(port: int, people: Sequence[dict[str, Any]], seconds: float, pause: float) -> dict[str, list[float]]:
    """Milliseconds of each answer, by page. A person reads for a while, `pause` seconds on average, before the next page."""
    found: dict[str, list[float]] = defaultdict(list)
    until = time.perf_counter() + seconds

    async def use(person: dict[str, Any], serial: int) -> None:
        taste = random.Random(serial)
        cookies = {"sessionid": person["session"]}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", cookies=cookies, timeout=60) as client:
            await asyncio.sleep(taste.uniform(0, pause))
            while time.perf_counter() < until:
                page, address = taste.choice(list(PAGES.items()))
                start = time.perf_counter()
                answer = await client.get(address.format(**person))
                found[page].append((time.perf_counter() - start) * 1000)
                if answer.status_code != 200:
                    raise SystemExit(f"{answer.status_code}: {answer.url}")
                if later := _LATER.search(answer.text):
                    await client.get(unescape(later[1]), headers={"HX-Request": "true"})
                    found[f"{page}, {FOUND}"].append((time.perf_counter() - start) * 1000)
                await asyncio.sleep(min(taste.expovariate(1 / pause), 4 * pause))

    await asyncio.gather(*(use(person, serial) for serial, person in enumerate(people)))
    return found


async def throng(port: int, people: Sequence[dict[str, Any]], seconds: float) -> dict[str, list[float]]:
    """The same for the list alone, without a pause; by plain sockets, so that asking costs little beside answering."""
    found: list[float] = []
    until = time.perf_counter() + seconds

    async def ask(person: dict[str, Any]) -> None:
        address = PAGES[LIST].format(**person)
        words = f"GET {address} HTTP/1.0\r\nHost: 127.0.0.1\r\nCookie: sessionid={person['session']}\r\n\r\n".encode()
        while time.perf_counter() < until:
            start = time.perf_counter()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(words)
            answer = await reader.read(-1)
            writer.close()
            found.append((time.perf_counter() - start) * 1000)
            if b" 200 " not in answer[:20] or answer.count(b'<tr role="row"') < 100:
                raise SystemExit(f"The list was not answered with 100 rows: {answer[:200]!r}")

    await asyncio.gather(*(ask(person) for person in people[:AT_ONCE]))
    return {LIST: found}


def prepare(count: int, account_ids: Sequence[int]) -> list[dict[str, Any]]:
    """People with a session each, caseworkers of one of the accounts each."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from krav.kernel.role import Role
    from krav.store import models as rows
    from krav.store.scope import account_scope
    from krav.wire import clock

    people = []
    for serial in range(count):
        account = rows.Account.objects.get(pk=account_ids[serial % len(account_ids)])
        user = rows.User.objects.create_user(email=f"person{serial}@example.org", name=f"Person {serial}")
        rows.Membership.objects.create(user=user, account=account, role=Role.CASEWORKER, opened_at=clock.now())
        session = SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        with account_scope(account.pk):
            found = rows.ClaimState.objects.order_by("due_on").values_list("claim_id", "debtor_id", "claim__number")[
                serial % 7
            ]
        person = {"session": session.session_key, "slug": account.slug}
        people.append(person | dict(zip(("claim", "debtor", "number"), found, strict=True)))
    return people


def main(what: str, *words: str) -> None:
    """Does what the first word says, and prints it."""
    if what == "prepare":
        import django

        django.setup()
        print(json.dumps(prepare(int(words[0]), list(map(int, words[1:])))))
        return
    port, people = int(words[0]), json.loads(Path(words[1]).read_text())
    if what == "go":
        print(json.dumps(asyncio.run(go(port, people, float(words[2]), float(words[3])))))
    else:
        print(json.dumps(asyncio.run(throng(port, people, float(words[2])))))


if __name__ == "__main__":
    main(*sys.argv[1:])
