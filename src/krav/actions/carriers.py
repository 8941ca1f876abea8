"""What carries an account's letters: carriers connected, looked at, changed and ended; and a letter to try one with.

A carrier is asked before anything is kept, and outside of any transaction.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from secrets import token_urlsafe
from typing import Any
from uuid import uuid4

import dns.resolver
from django.conf import settings
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from krav.actions import receipts
from krav.actions.contents import sender_of
from krav.actions.kept_rights import KeptRights, RightsToTry
from krav.actions.lines import DIGITAL, EMAIL, PRINT, SMS, parcel
from krav.actions.rights import check_right
from krav.actions.unit import Actor, unit
from krav.claims.example import first_letter
from krav.claims.letter import Addressee
from krav.kernel.refusal import KravError
from krav.law.step import DebtorKind
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries.sending import whose_carrier
from krav.store.scope import account_scope
from krav.wire import clock
from krav.wire.broken import Broken, NotAllowed, Refused, Uncertain
from krav.wire.rights import Headers, Told
from krav.wire.sealed import seal, unseal
from krav.wire.sending.carriers import carrier
from krav.wire.sending.mail.addresses import is_email
from krav.wire.sending.mail.domain import Wanted, domain_of, look
from krav.wire.sending.mail.mailers import mailers
from krav.wire.sending.protocol import Carrier, Line, Priced, Taken

_SALT = "krav.carrier"
_OVER = "This carrier is over. Connect it again."
_WRONG = "{name} found something wrong: {said}"
_ABROAD = "{name} carries no letters in the country of this account."
_UNREADY = "{name} is not set up on this installation."
_NO_DOMAIN = "The account has no e-mail address, so there is no domain to look at. Add one under Settings."
_SELECTOR_MAX = 63


def connect_carrier(account_id: int, code: str, told: Told, *, on: date, by: Actor, key: str = "") -> int:
    """Connects a carrier, once it has been asked whether it knows us, in the place of the one the channel had; its id.

    Raises:
        Broken: it does not know the rights, or cannot be asked.
        KravError: it is not for this account.
    """
    check_right(by.role, "connect_carrier")
    chosen = carrier(code)
    _fits(chosen, account_id)
    rights = dict(chosen.allowed(told))
    wrong = chosen.open(RightsToTry(rights)).look()
    if wrong:
        raise Refused(_WRONG, {"name": chosen.name, "said": " ".join(wrong)})
    with unit(account_id, "connect_carrier", on=on, by=by, key=key) as work:
        before = rows.Carrier.objects.exclude(state="ended").filter(channel=chosen.channel)
        row = before.filter(code=code).order_by("-id").first()
        work.said = {"carrier": code, "anew": row is not None}
        _end(before.exclude(pk=row.pk) if row else before)
        if row is None:
            row = rows.Carrier(channel=chosen.channel, code=code, account_id=account_id)
            row.made_by, row.made_at = by.name, clock.now()
            row.save()
        kept = unseal(row.secret).get("secret") if row.secret else ""
        row.secret = seal({"secret": rights.get("webhook_key") or kept or token_urlsafe(24)})
        row.rights = seal(rights | ({"hook": hook(row.pk)} if chosen.tells == "itself" else {}))
        row.state, row.problem = "on", ""
        row.save()
        return int(row.pk)


def check_carrier(
    account_id: int, carrier_id: int, *, on: date, by: Actor, resolver: dns.resolver.Resolver | None = None
) -> tuple[str, ...]:
    """Asks a carrier whether all is well, what it costs, and for e-mail what the sender's domain says; what is wrong.

    Raises:
        KravError: the carrier is over.
    """
    check_right(by.role, "check_carrier")
    with account_scope(account_id):
        row, creditor = _row(carrier_id), creditor_in_scope()
    chosen = carrier(row.code)
    seen, wrong, state = _seen(chosen, row, creditor, resolver)
    with unit(account_id, "check_carrier", on=on, by=by) as work:
        now = _row(carrier_id)
        now.checked, now.checked_at, now.problem = json.dumps(seen), clock.now(), " ".join(wrong)[:400]
        now.state = state
        now.save(update_fields=["checked", "checked_at", "problem", "state"])
        work.said = {"carrier": carrier_id, "wrong": len(wrong)}
    return wrong


def change_carrier(account_id: int, carrier_id: int, selector: str, *, on: date, by: Actor, key: str = "") -> None:
    """Tells under which name letters are signed (DKIM), so that it can be looked up.

    Raises:
        KravError: the carrier is over, or this is no such name.
    """
    selector = selector.strip().lower().removesuffix("._domainkey")
    parts = selector.split(".")
    if selector and not all(part and len(part) <= _SELECTOR_MAX and part.replace("-", "").replace("_", "").isalnum()
                            and part.isascii() for part in parts):  # fmt: skip
        raise KravError("“{selector}” is no name of a key. It stands before “._domainkey”.", {"selector": selector[:60]})
    with unit(account_id, "change_carrier", on=on, by=by, key=key) as work:
        row = _row(carrier_id)
        row.places = json.dumps({"selector": selector} if selector else {})
        row.save(update_fields=["places"])
        work.said = {"carrier": carrier_id, "selector": selector}


def end_carrier(account_id: int, carrier_id: int, *, on: date, by: Actor, key: str = "") -> None:
    """Forgets the rights; nothing is handed to it any more, and nothing it tells is heard.

    Raises:
        KravError: the carrier is over.
    """
    with unit(account_id, "end_carrier", on=on, by=by, key=key) as work:
        row = _row(carrier_id)
        _end(rows.Carrier.objects.filter(pk=row.pk))
        work.said = {"carrier": carrier_id, "code": row.code}


def try_carrier(account_id: int, carrier_id: int, to: str, *, on: date, by: Actor, renderer: Renderer) -> Taken:
    """Sends the account's first letter, marked as a draft, to whoever tries it: nobody else gets one.

    `to` is a telephone number for an SMS and one's own number for a mailbox; an e-mail goes to the person's own address, and
    a letter on paper to the creditor's.

    Raises:
        Broken, Uncertain: as `Line.hand_over` says.
        KravError: the carrier is over, or there is nowhere to send it.
    """
    check_right(by.role, "try_carrier")
    with account_scope(account_id):
        row, creditor = _row(carrier_id), creditor_in_scope()
        sender = sender_of(creditor)
    who = _oneself(row.channel, to, creditor, by)
    letter = first_letter(creditor.country, creditor.policy, sender, creditor.payee, who, on, draft=True)
    if letter is None:
        raise KravError("The policy of this account makes no letter that could be sent.")
    pdf = renderer.pdf(letter)
    channel = carrier(row.code).channel
    made = parcel(replace(letter, draft=False), channel, creditor, pdf)
    made = replace(made, key=f"test-{uuid4().hex}.{creditor.slug}@krav", number="test", subject=f"[test] {made.subject}")
    line = carrier(row.code).open(KeptRights(account_id, carrier_id, rows.Carrier))
    reason = line.reaches(made.to)
    if reason:
        raise Refused(reason)
    taken = line.hand_over(made)
    with unit(account_id, "try_carrier", on=on, by=by) as work:
        work.said = {"carrier": carrier_id, "place": taken.place, "units": taken.units}
    return taken


def hook(carrier_id: int) -> str:
    """The address at which a carrier tells what became of letters; nobody finds it by counting."""
    return f"{settings.KRAV_SITE.origin}/hooks/carrier/{carrier_id}/{_token(carrier_id)}/"


def told_by(carrier_id: int, token: str, headers: Headers, body: bytes, *, now: datetime) -> bool:
    """Hears what a carrier tells at its address; False where it is to tell it again.

    So where it tells of a letter that is not known while one is handed over or asked after: it may be that one.

    Raises:
        LookupError: there is no such address.
        KravError: forged, too old, or nothing that could be read.
    """
    account_id = whose_carrier(carrier_id) if constant_time_compare(token, _token(carrier_id)) else None
    if account_id is None:
        raise LookupError(carrier_id)
    with account_scope(account_id):  # before it is heard: a letter noted meanwhile must not pass for none
        channel = rows.Carrier.objects.values_list("channel", flat=True).get(pk=carrier_id)
        sending = rows.Outbox.objects.filter(channel=channel, state="sending").exists()
    found = receipts.heard(carrier_id, headers, body, now=now)
    with account_scope(account_id):
        rows.Carrier.objects.filter(pk=carrier_id).update(told_at=now)
    return not (sending and found.unknown)


def secret_of(account_id: int, carrier_id: int, *, by: Actor) -> str:
    """The password that a service sends along with what it tells; shown to whoever sets it up there."""
    check_right(by.role, "connect_carrier")
    with account_scope(account_id):
        return unseal(_row(carrier_id).secret).get("secret", "")


def _token(carrier_id: int) -> str:
    return salted_hmac(_SALT, str(carrier_id), algorithm="sha256").hexdigest()[:32]


def _fits(chosen: Carrier, account_id: int) -> None:
    with account_scope(account_id):
        creditor = creditor_in_scope()
    if chosen.countries and creditor.country.code not in chosen.countries:
        raise KravError(_ABROAD, {"name": chosen.name})
    if not chosen.ready:
        raise KravError(_UNREADY, {"name": chosen.name})


def _seen(
    chosen: Carrier, row: rows.Carrier, creditor: Creditor, resolver: dns.resolver.Resolver | None
) -> tuple[dict[str, Any], tuple[str, ...], str]:
    """What was found, what is wrong in sentences, and the state that follows."""
    line, seen, state = chosen.open(KeptRights(creditor.id, row.pk, rows.Carrier)), {}, "on"
    wrong: list[str] = []
    try:
        wrong += line.look()
        seen["prices"] = _prices(line)
    except NotAllowed as error:
        wrong.append(str(error))
        state = "lost"
    except (Broken, Uncertain) as error:
        wrong.append(str(error))
    if row.channel == EMAIL:
        try:
            seen["findings"] = _domain(row, creditor, resolver)
        except KravError as error:
            wrong.append(str(error))
    return seen, tuple(wrong), state


def _prices(line: Line) -> list[list[object]]:
    """The carrier's own price list, where it has one."""
    return [list(each) for each in line.prices()] if isinstance(line, Priced) else []


def _domain(row: rows.Carrier, creditor: Creditor, resolver: dns.resolver.Resolver | None) -> list[list[object]]:
    """What the domain of the creditor's address says of the carrier."""
    domain = domain_of(creditor.sender.email)
    if not domain:
        raise KravError(_NO_DOMAIN)
    known, own = mailers().get(row.code), json.loads(row.places).get("selector", "")
    selectors = tuple(each for each in (own, known.dkim if known else "") if each)[:1]
    found = look(domain, Wanted(known.spf if known else "", selectors), resolver)
    return [[each.about, each.state, each.phrase, dict(each.facts), each.name, each.value] for each in found]


def _oneself(channel: str, to: str, creditor: Creditor, by: Actor) -> Addressee:
    """Whoever tries a carrier, as a letter addresses them."""
    own = creditor.sender
    if channel == EMAIL and not is_email(by.name):
        raise KravError("A test goes to whoever asks for it, and “{name}” is no e-mail address.", {"name": by.name})
    if channel in {SMS, DIGITAL} and not to.strip():
        raise KravError("Say to which number the test goes.")
    if channel == PRINT and not (own.street and own.postcode and own.city):
        raise KravError("The account's own address is not whole, so a letter cannot come back to it.")
    more: Mapping[str, str] = {EMAIL: {"email": by.name}, SMS: {"phone": to}, DIGITAL: {"company_number": to}}.get(
        channel, {}
    )
    return Addressee(number="0", name=own.name, kind=DebtorKind.BUSINESS, language=creditor.language, street=own.street,
                     postcode=own.postcode, city=own.city, **more)  # fmt: skip


def _row(carrier_id: int) -> rows.Carrier:
    row = rows.Carrier.objects.exclude(state="ended").filter(pk=carrier_id).first()
    if row is None:
        raise KravError(_OVER)
    return row


def _end(found: QuerySet[rows.Carrier]) -> None:
    found.update(state="ended", rights="", secret="")
