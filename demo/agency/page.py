"""The pages on which one plays the agency: the list of cases, one case with its papers, and what can be done with it."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from jinja2 import Environment, FileSystemLoader

from . import money
from .desk import OVER, STATES, Desk, Unknown, today
from .door import Answer
from .paper import pdf

_HERE = Path(__file__).parent
_FILES = FileSystemLoader(_HERE / "templates")
_PAGES = Environment(loader=_FILES, autoescape=True, trim_blocks=True, lstrip_blocks=True)
_PAGES.filters |= {"amount": lambda told: money.shown(money.minor(told)), "shown": money.shown}
_PAGES.filters["other"] = lambda told: money.shown(money.minor(told["compensation"]) + money.minor(told["costs"]))
_HTML = "text/html; charset=utf-8"
_SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

Form = Mapping[str, str]


def shown(desk: Desk, path: str, message: str = "") -> Answer:
    """A page, a paper of a case or the stylesheet."""
    try:
        match path.strip("/").split("/"):
            case [""]:
                return _page("list.html", agency=desk.name, cases=_rows(desk), message=message)
            case ["style.css"]:
                return Answer(200, (_HERE / "style.css").read_bytes(), "text/css; charset=utf-8", _SAFE)
            case ["cases", reference]:
                return _page("case.html", agency=desk.name, message=message, **_case(desk, unquote(reference)))
            case ["papers", name]:
                paper = desk.paper(unquote(name))
                return Answer(200, paper["content"], paper["media"], _SAFE | {"Content-Disposition": "inline"})
    except Unknown:
        pass
    return Answer(404, _PAGES.get_template("gone.html").render(agency=desk.name, message="").encode(), _HTML, _SAFE)


def done(desk: Desk, path: str, form: Form) -> Answer:
    """Does what a button says, and leads back to the case with what came of it."""
    match path.strip("/").split("/"):
        case ["cases", reference, act] if act in ACTS:
            where = unquote(reference)
            try:
                over = desk.case(where)["state"] in OVER and act not in _AFTER
                on = date.fromisoformat(form["on"]) if form.get("on") else None
                said = "The case is over." if over else ACTS[act](desk, where, form, on)
            except Unknown:
                return shown(desk, path)
            except (KeyError, ValueError) as error:
                said = str(error)
            return Answer(303, headers={"Location": f"/cases/{quote(where)}?said={quote(said)}"})
    return shown(desk, "/nothing")


def _move(state: str, said: str) -> Callable[[Desk, str, Form, date | None], str]:
    def moved(desk: Desk, reference: str, form: Form, on: date | None) -> str:
        desk.move(reference, state, form.get("words", "").strip(), on)
        return said

    return moved


def _take(desk: Desk, reference: str, form: Form, on: date | None) -> str:
    """The notice first, where it is wanted and was not sent."""
    case = desk.case(reference)
    first = case["told"].get("notice") and case["state"] == "received"
    desk.move(reference, "notice" if first else "collecting", form.get("words", "").strip(), on)
    return "The notice is sent." if first else "The case is being collected."


def _pay(desk: Desk, reference: str, form: Form, on: date | None) -> str:
    parts = {name: money.minor(form[name]) for name in money.PARTS if form.get(name, "").strip()}
    if not any(parts.values()):
        raise ValueError("Write what was paid.")
    desk.pay(reference, parts, on)
    return f"{money.shown(sum(parts.values()))} is registered."


def _settle(desk: Desk, reference: str, form: Form, on: date | None) -> str:
    short = money.minor(form["short"]) if form.get("short", "").strip() else 0
    return f"Settlement {desk.settle(reference, on, short)} is paid out."


def _title(desk: Desk, reference: str, form: Form, on: date | None) -> str:
    told = desk.case(reference)["told"]
    desk.move(reference, "title", form.get("words", "").strip(), on)
    debtor, owed = told["debtor"]["name"], f"{money.shown(money.minor(told['total']))} {told['currency']}"
    lines = ["Judgment", f"In the case of {told['creditor']['name']} against {debtor}.", f"{debtor} is to pay {owed}.", "",
             "This court does not exist."]  # fmt: skip
    desk.send_paper(reference, "Judgment", "application/pdf", pdf(lines), on)
    return "The judgment is told and sent."


def _say(desk: Desk, reference: str, form: Form, on: date | None) -> str:
    words = form.get("words", "").strip()
    if not words:
        raise ValueError("Write the message first.")
    desk.say(reference, words, on)
    return "The message is sent."


ACTS: dict[str, Callable[[Desk, str, Form, date | None], str]] = {
    "take": _take,
    "more": _move("needs_more", "The client is asked for more."),
    "pause": _move("paused", "The case rests."),
    "pay": _pay,
    "settle": _settle,
    "court": _move("court", "The case is in court."),
    "title": _title,
    "paid": _move("paid", "The case is closed as paid."),
    "unpaid": _move("unpaid", "The case is closed, and nothing more came."),
    "refuse": _move("refused", "The case is refused."),
    "say": _say,
}
_AFTER = frozenset({"pay", "settle", "say"})
"""What is done in a case that is over, too."""


def _rows(desk: Desk) -> list[dict[str, Any]]:
    rows = [{**row, "label": STATES[row["state"]]} for row in desk.cases()]
    return [{**row, "collected": sum(desk.collected(row["reference"]).values())} for row in rows]


def _case(desk: Desk, reference: str) -> dict[str, Any]:
    case = desk.case(reference)
    collected, waiting = desk.collected(reference), desk.collected(reference, settled=False)
    return {
        "case": case,
        "label": STATES[case["state"]],
        "over": case["state"] in OVER,
        "collected": collected,
        "waiting": sum(waiting.values()),
        "papers": desk.papers(reference),
        "words": desk.words(reference),
        "history": desk.history(reference),
        "states": STATES,
        "today": today().isoformat(),
    }


def _page(template: str, **told: object) -> Answer:
    return Answer(200, _PAGES.get_template(template).render(told).encode(), _HTML, _SAFE)
