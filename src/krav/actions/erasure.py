"""What is known of a customer, erased where the law lets it: words and files go, amounts and days of the books stay.

The database is changed in one transaction, which also writes down which files go; they go after it. A process that is killed
between leaves their names, and whatever erases next in the account takes them away.
"""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from krav.actions.unit import Actor, Unit, unit
from krav.claims.retention import TimeUp
from krav.kernel.alphabet import sort_key
from krav.kernel.refusal import KravError, Refused
from krav.store import journal
from krav.store import models as rows
from krav.store.erasing import MEMBERS
from krav.store.personal import FREE, LIST, NOTHING, OBJECT, REGISTRY, SIGN, Personal
from krav.store.queries import privacy
from krav.store.queries.customers import customer
from krav.store.queries.turns import MONTHLY_ERASURE
from krav.store.scope import account_scope
from krav.store.words import spelled, words_of
from krav.store.write import insert_many
from krav.wire import clock, forgetting

_SEARCHED = ("uploads/{id}", "invoices/{id}", "together/{id}", "inbox/{slug}", "mail", "sms")
"""Folders whose files are read for the customer's words; papers and letters are found by their rows."""


def erase(account_id: int, debtor_id: int, *, on: date, by: Actor, key: str = "") -> int:
    """Erases what is known of a customer; the id of the fact that says so.

    Raises:
        Refused: something keeps it; says what, until when and by which section.
        KravError: there is no such customer, or it was erased before.
    """
    with unit(account_id, "erase_customer", on=on, by=by, key=key) as work:
        if customer(debtor_id) is None:
            raise KravError("There is no such customer in this account.")
        if before := privacy.erased(debtor_id):
            raise KravError("The data of this customer was erased on {day}.", {"day": before.on})
        found = privacy.what_keeps(debtor_id, on)
        if not isinstance(found, TimeUp):
            raise Refused(found)
        erasure_id = _erased(work, debtor_id, found)
    finish(account_id)
    return erasure_id


def erase_this_month(account_id: int, *, on: date, by: Actor, now: datetime) -> list[int]:
    """Once a month what is due, where the account lets that go by itself; a month that was cut short is gone on with."""
    month = {"on": on.replace(day=1), "phase": MONTHLY_ERASURE}
    with account_scope(account_id):
        rows.RunPhase.objects.get_or_create(**month, defaults={"began_at": now})
    erased = erase_due(account_id, on, by)
    with account_scope(account_id):
        rows.RunPhase.objects.filter(**month).update(ended_at=now)
    return erased


def erase_due(account_id: int, on: date, by: Actor) -> list[int]:
    """Erases every customer whose time is up where the account lets that go by itself; the ids of the facts.

    What a killed process left is finished too.
    """
    finish(account_id)
    with account_scope(account_id):
        due = [each.id for each in privacy.time_is_up(on)] if privacy.goes_by_itself() else []
    return [erase(account_id, debtor_id, on=on, by=by) for debtor_id in due]


def change_keeping(account_id: int, *, year_ends: int, by_itself: bool, on: date, by: Actor) -> None:
    """Sets the last month of the financial year, and whether what the time is up for goes by itself.

    Raises:
        KravError: there is no such month.
    """
    if not 1 <= year_ends <= 12:
        raise KravError("A financial year ends with a month from 1 to 12.")
    with unit(account_id, "change_keeping", on=on, by=by) as work:
        rows.Keeping.objects.update_or_create(
            account_id=account_id, defaults={"year_ends": year_ends, "by_itself": by_itself}
        )
        work.said = {"year_ends": year_ends, "by_itself": by_itself}


def export(account_id: int, debtor_id: int, *, on: date, by: Actor) -> dict[str, Any]:
    """All that is kept of a customer, to be handed to whoever asks; that it was asked for stands in the audit.

    Raises:
        KravError: there is no such customer.
    """
    with unit(account_id, "export_customer", on=on, by=by) as work:
        seen = customer(debtor_id)
        if seen is None:
            raise KravError("There is no such customer in this account.")
        work.said = {"debtor": debtor_id}
        return {"format": "krav-debtor-1", "customer": seen.number, "on": on, "kept": privacy.everything_of(debtor_id)}


def finish(account_id: int) -> None:
    """Takes away the files that erasures of the account named and that are still there."""
    with account_scope(account_id):
        for row_id, path in list(rows.ErasedFile.objects.order_by("pk").values_list("pk", "path")):
            forgetting.forget(path)
            rows.ErasedFile.objects.filter(pk=row_id).delete()


def _erased(work: Unit, debtor_id: int, found: TimeUp) -> int:
    payments = privacy.payments_of(debtor_id)
    words, paths = words_of(debtor_id, payments), _files(work, debtor_id, payments)
    counts = Counter[str]()
    ids = [(each, list(privacy.rows_of(each, debtor_id, payments, words).values_list("pk", flat=True))) for each in REGISTRY]
    for each, keys in ids:
        counts[each.table] += len(keys)
    fact = rows.Erasure.objects.create(
        debtor_id=debtor_id, on=work.on, at=clock.now(), by=work.by.name, section=found.why.section[:200],
        since_on=found.since, kinds=json.dumps({table: n for table, n in sorted(counts.items()) if n}),
    )  # fmt: skip
    insert_many(rows.ErasedFile, ("erasure_id", "path"), [(fact.pk, path) for path in paths])
    for each, keys in ids:
        _blank(each, keys, words)
    rows.Debtor.objects.filter(pk=debtor_id).update(number=f"{SIGN} {debtor_id}")
    sorted_as = f"{sort_key(SIGN)[:60]}0{sort_key(f'{SIGN} {debtor_id}')[:30]}"
    for state in (rows.ClaimState, rows.CaseState):
        state.objects.filter(debtor_id=debtor_id).update(customer=sorted_as)
    rows.DebtorCode.objects.filter(letter__debtor_id=debtor_id, ended_at__isnull=True).update(ended_at=clock.now())
    work.said = {"debtor": debtor_id, "section": found.why.section, "rows": sum(counts.values()), "files": len(paths)}
    return int(fact.pk)


def _blank(each: Personal, keys: list[int], words: Iterable[str]) -> None:
    """Each personal column of these rows becomes its sign, where it says something."""
    for column, sign in each.columns.items():
        if sign == MEMBERS:
            _blank_members(each, column, keys, words)
            continue
        said = each.model.objects.filter(pk__in=keys).exclude(**{f"{column}__in": {sign, NOTHING}})
        said.update(**{column: sign})


def _blank_members(each: Personal, column: str, keys: list[int], words: Iterable[str]) -> None:
    """The members of people's words, and those with the customer's; a journal's line becomes what its fact now says."""
    mirrored = _mirrored(keys) if each.model is rows.CaseEvent else {}
    ways = spelled(words)
    for key, told in list(each.model.objects.filter(pk__in=keys).values_list("pk", column)):
        data = json.loads(told)
        gone = {name: _sign(value) for name, value in data.items() if value and _personal(each, name, value, ways)}
        now = mirrored.get(key) or journal.canonical(data | gone)
        if now != told and (gone or key in mirrored):
            each.model.objects.filter(pk=key).update(**{column: now})


def _personal(each: Personal, name: str, value: object, ways: Iterable[str]) -> bool:
    if each.model is rows.CaseEvent and name in FREE:
        return True
    said = json.dumps(value, ensure_ascii=False).casefold()
    return any(way.casefold() in said for way in ways)


def _sign(value: object) -> object:
    if isinstance(value, dict):
        return json.loads(OBJECT)
    return json.loads(LIST) if isinstance(value, list) else SIGN


def _mirrored(keys: list[int]) -> dict[int, str]:
    """What each line that mirrors a fact says of it now, by the line's id."""
    told = rows.CaseEvent.objects.filter(pk__in=keys).exclude(fact="").values_list("pk", "fact")
    lines = {fact: key for key, fact in told}
    found: dict[int, str] = {}
    for source in journal.SOURCES:
        named = [int(fact.split()[1]) for fact in lines if fact.startswith(f"{source.name} ")]
        for key, _, data in journal.facts(source, Q(pk__in=named)) if named else ():
            found[lines[f"{source.name} {key}"]] = journal.canonical(data)
    return found


def _files(work: Unit, debtor_id: int, payments: list[int]) -> list[str]:
    """The files that hold something of the customer; a paper that is another customer's too stays for that one."""
    own = Q(claim__debtor_id=debtor_id) | Q(case__debtor_id=debtor_id)
    others = rows.Attachment.objects.exclude(own).values("sha256")
    papers = set(rows.Attachment.objects.filter(own).exclude(sha256__in=others).values_list("sha256", flat=True))
    papers |= set(rows.DebtorWord.objects.filter(debtor_id=debtor_id).exclude(proof="").values_list("proof", flat=True))
    named = {f"papers/{work.creditor.id}/{sha}" for sha in papers}
    for told in rows.HandOver.objects.filter(case__debtor_id=debtor_id).values_list("file", flat=True):
        handed = json.loads(told)
        shas = {str(each[3]) for each in handed.get("documents", ())} | {str(handed.get("data", ""))}
        named |= {f"handed/{work.creditor.id}/{sha}" for sha in shas if sha.isalnum()}
    for told in rows.CaseEvent.objects.filter(case__debtor_id=debtor_id, kind="filed", fact="").values_list(
        "data", flat=True
    ):
        named.add(f"filings/{work.creditor.id}/{json.loads(told)['sha256']}.*")
    for number in rows.Letter.objects.filter(debtor_id=debtor_id).values_list("number", flat=True):
        named.add(f"letters/{work.creditor.slug}/{number}-*.pdf")
    brought = Q(claim__debtor_id=debtor_id) | Q(payment__in=payments)
    for sha in rows.ImportedFile.objects.filter(brought).values_list("sha256", flat=True).distinct():
        named |= {f"uploads/{work.creditor.id}/{sha}", f"invoices/{work.creditor.id}/{sha}"}
    folders = [folder.format(id=work.creditor.id, slug=work.creditor.slug) for folder in _SEARCHED]
    return sorted({*forgetting.there(named), *forgetting.holding(folders, spelled(words_of(debtor_id, payments)))})
