"""A letter value and its texts become the values the template prints; here everything is formatted, there nothing."""

import re
from typing import Any, NamedTuple

from krav.claims.letter import Letter
from krav.render import amounts
from krav.render.codes import payment_code, picture, svg
from krav.render.reckoning import invoice_cells, number_width, sections
from krav.render.rows import MOST_ROWS, Row, rows, rows_by_kind
from krav.render.voice import Voice

_INK = "#1b1d20"
_WHAT_SIGNS = 56
"""Signs of an amount row that fit on one line."""


class Layout(NamedTuple):
    """What stands on page 1: the plan sentence, and the amounts one by one or by kind."""

    by_kind: bool = False
    plan_on_page_2: bool = False


def values(letter: Letter, layout: Layout) -> dict[str, Any]:
    """Everything the template prints, as text.

    Raises:
        RenderError: the rows do not add up.
        BookError, NotInForce: a text or a dated value is missing.
    """
    voice = Voice(letter)
    shown = {**head(voice), **_claim(voice, layout), **_advice(voice, layout), **payment(voice), **_page_2(voice, layout)}
    return shown | _own_page(voice) | _keeper(voice)


def head(voice: Voice) -> dict[str, Any]:
    """Who writes to whom, and under which numbers."""
    letter, sender, to = voice.letter, voice.letter.sender, voice.letter.addressee
    words = voice.words
    identity = f"{words['label_company']} {voice.country.shown_number(sender.company_number)}"
    phone = f"{words['label_phone']} {sender.phone}" if sender.phone else ""
    lines = [f"{sender.street}, {sender.postcode} {sender.city}", identity, phone, sender.email]
    attention = f"{words['label_attention']} {to.attention}" if to.attention else ""
    address = [to.name, attention, to.street, f"{to.postcode} {to.city}", amounts.country(to.country, voice.language)]
    draft = words["label_draft"] if letter.draft else ""
    return {
        "lang": voice.language,
        "home": voice.country.languages[0],
        "region": letter.country,
        "title": " – ".join(part for part in (words["headline"], letter.number, draft) if part),
        "draft": draft,
        "window": voice.country.window,
        "accent": sender.accent if re.fullmatch(r"#[0-9a-fA-F]{6}", sender.accent) else _INK,
        "sender": sender.name,
        "logo": picture(sender.logo),
        "sender_lines": [line for line in lines if line],
        "return_line": voice.say("label_return"),
        "address": [line for line in address if line],
        "refs": [
            [words["label_date"], voice.day(letter.sent_on)],
            [words["label_customer"], to.number],
            [words["label_reference"], letter.number],
        ],
        "footer": " · ".join(part for part in (sender.name, identity, sender.web) if part),
        "page": words["label_page"],
    }


def _claim(voice: Voice, layout: Layout) -> dict[str, Any]:
    items = voice.letter.items
    found = rows_by_kind(voice) if layout.by_kind else rows(voice)
    heads = [voice.words[f"label_{key}"] for key in ("invoice", "invoiced", "due", "amount")]
    listed = [] if layout.by_kind else items
    described = len(items) > 1 and 2 * len(items) + len(found) <= MOST_ROWS
    return {
        "number_width": number_width(voice),
        "invoice_head": [*heads, voice.words["line_paid"], voice.words["label_remaining"]],
        "invoices": [[invoice_cells(voice, item), item.description if described else ""] for item in listed],
        "lines": [_line(voice, row) for row in found],
        "total_label": voice.words["line_total"],
        "unit": voice.unit(),
        "sum": voice.number(voice.letter.total),
    }


def _line(voice: Voice, row: Row) -> dict[str, Any]:
    tall = len(row.what) > _WHAT_SIGNS
    return {"what": row.what, "basis": row.basis, "amount": voice.number(row.amount), "tall": tall}


def _advice(voice: Voice, layout: Layout) -> dict[str, Any]:
    notes = ["within_deadline", "basis_note"] + ["settlement_note"] * bool(voice.letter.settlement)
    notes += ["daily"] * bool(voice.letter.per_diem)
    small = ["full_payment", "already_paid", "own_collection", "legal_note", "translation_note"]
    return {
        "headline": voice.words["headline"],
        "greeting": voice.fill["greeting"],
        "opening": voice.opening(),
        "pay_line": voice.say("pay_line"),
        "ask_note": _said(voice, notes),
        "consequence_heading": voice.words["consequence_heading"],
        "consequence": voice.consequence(),
        "plan": "" if layout.plan_on_page_2 else voice.say("plan"),
        "objection_heading": voice.words["objection_heading"],
        "objection": voice.say("objection"),
        "reckoning": voice.say("reckoning"),
        "small": _said(voice, small),
    }


def payment(voice: Voice) -> dict[str, Any]:
    """The payment block: amount, day, account, reference and code."""
    letter, words = voice.letter, voice.words
    code = payment_code(voice)
    fields = voice.country.payment_fields(letter.reference, letter.payee)
    return {
        "pay": [
            [words["label_pay"], voice.money(letter.total)],
            [words["label_deadline"], voice.day(letter.deadline_on, "deadline_short")],
            *([words[field.label], amounts.unbroken(field.text)] for field in fields),
        ],
        "code": {"svg": svg(code.content), "label": code.label, "alt": code.alt},
    }


def _own_page(voice: Voice) -> dict[str, Any]:
    """The debtor's own page: a second, smaller code below the payment block, and its address to be typed."""
    address = voice.letter.link
    if not address:
        return {}
    shown = address.partition("://")[2].rstrip("/")
    said = {"words": voice.say("page_line"), "alt": f"{voice.words['label_link']}: {shown}"}
    return {"own": {"svg": svg(address), "address": address, "shown": shown, **said}}


def _keeper(voice: Voice) -> dict[str, Any]:
    """Who keeps the creditor's books, for the line in the foot; nothing where nobody is named."""
    keeper = voice.letter.keeper
    if keeper is None:
        return {}
    said = f"{voice.words['label_keeper']}: {keeper.name}" + (f" · {keeper.words}" if keeper.words else "")
    return {"keeper": {"name": keeper.name, "line": said, "logo": picture(keeper.logo)}}


def _page_2(voice: Voice, layout: Layout) -> dict[str, Any]:
    closing = ["plan"] * layout.plan_on_page_2 + ["contact_line"] * bool(voice.fill["contact"])
    return {
        "reckoning_heading": voice.words["reckoning_heading"],
        "reckoned": voice.say("reckoned", unit=voice.unit()),
        "sections": sections(voice, invoices=layout.by_kind),
        "closing": _said(voice, closing),
    }


def _said(voice: Voice, keys: list[str]) -> str:
    return " ".join(voice.say(key) for key in keys if voice.words.get(key))
