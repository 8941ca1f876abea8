"""Administrators are written to when something that runs by itself needs them: one mail a day and account at most."""

import json
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from krav.actions.daily import stale_news
from krav.kernel.refusal import KravError, Refusal
from krav.render import autopilot as words
from krav.render.autopilot import Message, Troubles
from krav.store import models as rows
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries.runs import Reader, administrators_read, phases, refused_vouchers
from krav.store.scope import account_scope
from krav.wire.accounting.systems import system
from krav.wire.mail import Notice, tell

TOLD = "tell"
"""The phase of a day that says what its mail told of."""

_PATIENCE = timedelta(hours=3)
"""So long a system that does not answer is waited for before anybody is told."""


def tell_administrators(account_id: int, *, on: date, now: datetime) -> int:
    """Mails what stands in the way and was not told of yet, unless a mail has left today; how many mails left."""
    with account_scope(account_id):
        creditor = creditor_in_scope()
        with transaction.atomic():
            rows.Account.objects.select_for_update().get(pk=account_id)
            found, stopped = _found(creditor, on, now)
            if not found or not _first_today(on, now, stopped):
                return 0
            rows.Connection.objects.filter(state="lost").update(told_at=now)
        left, problem = 0, ""
        for reader in administrators_read(account_id):
            try:
                _tell_one(creditor, found, reader)
                left += 1
            except KravError as error:
                problem = str(error)[:400]
        if problem and not left:  # nobody knows: it is tried again in an hour
            rows.RunPhase.objects.filter(on=on, phase=TOLD).delete()
            rows.Connection.objects.filter(state="lost", told_at=now).update(told_at=None)
        rows.RunPhase.objects.filter(on=on, phase=TOLD).update(ended_at=now, problem=problem)
        return left


def link_of(creditor: Creditor) -> str:
    """Where a person sees what runs by itself."""
    return f"{settings.KRAV_SITE.origin}{reverse('settings_autopilot', kwargs={'slug': creditor.slug})}"


def reads(creditor: Creditor, language: str) -> str:
    """The language of a mail: as the reader has chosen on the pages, else as the account writes."""
    return words.language_among((language, creditor.language, creditor.country.languages[0]))


def mail(message: Message, to: str, key: str) -> None:
    """Hands a mail over.

    Raises:
        MailRefused, MailUncertain: the mail server did not take it, or did not say that it did.
    """
    tell(Notice(to, message.subject, message.text, "", key))


def _tell_one(creditor: Creditor, found: Troubles, reader: Reader) -> None:
    message = words.troubles(found, reads(creditor, reader.language), link_of(creditor))
    mail(message, reader.email, f"troubles.{creditor.slug}.{found.on}.{reader.id}@krav")


def _first_today(on: date, now: datetime, stopped: str) -> bool:
    """Notes that the day's mail leaves; nothing where one has."""
    said = json.dumps({"stopped": stopped})
    _row, first = rows.RunPhase.objects.get_or_create(on=on, phase=TOLD, defaults={"began_at": now, "said": said})
    return first


def _found(creditor: Creditor, on: date, now: datetime) -> tuple[Troubles, str]:
    """What was not told of yet, and the code of what stops the day; a stop is told of once until a day has run again."""
    before = rows.RunPhase.objects.filter(phase=TOLD).order_by("-on").values_list("on", "began_at", "said").first()
    link = rows.Connection.objects.exclude(state="ended").order_by("-id").first()
    today = phases(on, on)
    shut = any(line.phase == "gate" and line.said.get("why") not in ("", None, "paused") for line in today)
    why = stale_news(creditor, on) if shut else None
    refused = refused_vouchers(before[1] if before else None)
    troubles = Troubles(
        creditor.sender.name,
        on,
        system=(link.name or system(link.system).name) if link else "",
        lost=link.problem if link and link.state == "lost" and link.told_at is None else "",
        refused=(refused[0].name, refused[0].problem) if refused else ("", ""),
        refused_count=len(refused),
        stopped=None if _told_of(before, why) else why,
        failed=tuple((line.phase, line.problem) for line in today if line.problem and not _may_pass(link, line.phase, now)),
    )
    return troubles, why.code if why else ""


def _may_pass(link: rows.Connection | None, phase: str, now: datetime) -> bool:
    """Whether a phase failed because the connection is gone, which is told of by itself, or because of what may pass."""
    if link is None or phase not in {"sync", "post"}:
        return False
    return link.state == "lost" or (phase == "sync" and link.failed_at is not None and now - link.failed_at < _PATIENCE)


def _told_of(before: Any, why: Refusal | None) -> bool:  # noqa: ANN401 a row of the phase
    """Whether the last mail told of the same stop, and no day was decided since."""
    if before is None or why is None:
        return False
    told_on, _, said = before
    since = rows.RunPhase.objects.filter(phase="decide", on__gt=told_on, problem="").exists()
    return json.loads(said).get("stopped") == why.code and not since
