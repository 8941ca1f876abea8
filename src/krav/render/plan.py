"""The paper of a plan becomes the values the template prints, in the look and the language of the letters."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from krav.claims.letter import Letter
from krav.claims.plan import Interest
from krav.claims.plan_paper import PlanPaper
from krav.countries import country
from krav.render import amounts
from krav.render.values import head
from krav.render.voice import Voice

_SUMS = ("principal", "interest", "fees", "compensation", "costs")
_FEW = 8
"""As many invoice numbers as the paper names."""


@cache
def words(folder: Path) -> dict[str, dict[str, Any]]:
    """The words of a country's plans by language."""
    return tomllib.loads((folder / "plans" / "agreement.toml").read_text("utf-8"))


def values(paper: PlanPaper) -> dict[str, Any]:
    """Everything the template prints, as text."""
    voice = Voice(_letter(paper))
    said = words(voice.country.folder)[voice.language]
    fill = _fill(paper, voice)
    draft = "" if paper.agreed else said["proposal"]
    return {
        **head(voice),
        "refs": [
            [voice.words["label_date"], voice.day(paper.on)],
            [voice.words["label_customer"], paper.addressee.number],
            [said["label_case"], paper.number],
        ],
        "draft": draft,
        "title": " – ".join(part for part in (said["headline"], paper.number, draft) if part),
        "headline": said["headline"],
        "opening": _said(said["opening"], fill),
        "sums_title": said["sums_title"],
        "lines": _lines(paper, voice, said, fill),
        "total_label": said["total"],
        "unit": voice.unit(),
        "sum": voice.number(paper.plan.total),
        "plan_title": said["plan_title"],
        "plan_head": said["plan_head"],
        "instalments": _instalments(paper, voice),
        "pay_title": said["pay_title"],
        "pay_note": _said(said["pay_note"], fill),
        "pay": [
            [voice.words[field.label], amounts.unbroken(field.text)]
            for field in voice.country.payment_fields(paper.reference, paper.payee)
        ],
        "terms": [[said[f"{key}_title"], _said(text, fill)] for key, text in _terms(paper, said)],
        "acknowledgement_title": said["acknowledgement_title"],
        "acknowledgement": " ".join(_said(said[key], fill) for key in ("acknowledgement", "enforcement") if key in said),
        "sign": _signatures(paper, said),
        "small": _said(said["small"], fill),
    }


def _terms(paper: PlanPaper, said: dict[str, Any]) -> list[tuple[str, str]]:
    """What is agreed besides the days: of two wordings the one that is meant."""
    interest = "interest_waived" if paper.plan.interest is Interest.WAIVED else "interest_runs"
    consumer = paper.addressee.kind.is_consumer
    found = {
        "interest": said[interest],
        "breach": said["breach"],
        "consumer": said.get("consumer", "") if consumer and paper.plan.interest is Interest.RUNS else "",
    }
    return [(key, text) for key, text in found.items() if text]


def _fill(paper: PlanPaper, voice: Voice) -> dict[str, str]:
    plan = paper.plan
    return {
        "creditor": paper.sender.name,
        "debtor": paper.addressee.name,
        "case": paper.number,
        "invoices": _invoices(paper, voice),
        "total": voice.money(plan.total),
        "count": str(len(plan.instalments)),
        "last": voice.day(plan.instalments[-1].due_on),
        "day": voice.day(paper.on),
        "grace": str(paper.grace_bank_days),
        "contact": voice.fill["contact_email"],
    }


def _invoices(paper: PlanPaper, voice: Voice) -> str:
    count = len(paper.invoices)
    key = "invoice_one" if count == 1 else "invoice_few" if count <= _FEW else "invoice_many"
    return voice.words[key].format(numbers=voice.join(list(paper.invoices)), count=count)


def _lines(paper: PlanPaper, voice: Voice, said: dict[str, Any], fill: dict[str, str]) -> list[dict[str, Any]]:
    """The acknowledged amount in its parts; zero rows are left out."""
    found = [(_said(said[f"sum_{kind}"], fill), getattr(paper.sums, kind)) for kind in _SUMS]
    found += [(said["sum_credit"], -paper.sums.credit)]
    return [{"what": what, "basis": "", "amount": voice.number(minor), "tall": False} for what, minor in found if minor]


def _instalments(paper: PlanPaper, voice: Voice) -> list[list[str]]:
    """Number, day, amount, and what is left after it."""
    left, rows = paper.plan.total, []
    for number, each in enumerate(paper.plan.instalments, 1):
        left -= each.amount
        rows.append([str(number), voice.day(each.due_on, "deadline_short"), voice.number(each.amount), voice.number(left)])
    return rows


def _signatures(paper: PlanPaper, said: dict[str, Any]) -> list[list[str]]:
    return [[said["sign"], name, role] for name, role in (
        (paper.sender.name, said["creditor"]), (paper.addressee.name, said["debtor"]),
    )]  # fmt: skip


def _said(text: str, fill: dict[str, str]) -> str:
    return amounts.held(text).format_map(fill)


def _letter(paper: PlanPaper) -> Letter:
    """The paper as the letters' texts see it: whom it is from and to, in the words all letters share."""
    return Letter(
        country=paper.country,
        number=paper.number,
        step=country(paper.country).ladder[0],
        sent_on=paper.on,
        deadline_on=paper.plan.instalments[-1].due_on,
        currency=paper.currency,
        sender=paper.sender,
        payee=paper.payee,
        addressee=paper.addressee,
        reference=paper.reference,
        items=(),
        fees=(),
        total=paper.plan.total,
    )
