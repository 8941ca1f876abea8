"""Where a bookkeeping firm may be named on its client's letters: the country's table says; what it does not say is no."""

from datetime import date

from krav.claims.letter import Keeper
from krav.kernel.refusal import KravError
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.law.step import StepKind

FOOT = "foot"


def may_stand(law: Country, kind: StepKind, on: date, keeper: Keeper) -> bool:
    """Whether the foot of such a letter, sent that day, may name who keeps the creditor's books.

    A firm whose name or words look like those of a collection agency is named nowhere.
    """
    return _said(law, kind.value, on) == FOOT and not _agency(law, f"{keeper.name} {keeper.words}")


def places(law: Country, on: date) -> dict[str, bool]:
    """The kinds of letters that the country's table names, and whether a firm may stand on them that day."""
    return {kind.value: _said(law, kind.value, on) == FOOT for kind in StepKind if f"branding.{kind}" in law.book.tables}


def refuse_agency(law: Country, words: str) -> None:
    """Refuses words by which a bookkeeper would look like a collection agency.

    Raises:
        KravError: they hold such a word.
    """
    found = _agency(law, words)
    if found:
        said = "“{word}” would make the firm look like a collection agency. Say what it does for its clients without it."
        raise KravError(said, {"word": found})


def _agency(law: Country, words: str) -> str:
    """The first stem of an agency's words among these; empty where there is none."""
    table = law.book.tables.get("branding.agency")
    stems = table.values[-1].value if table else ()
    return next((stem for stem in stems if stem in words.casefold()), "")


def _said(law: Country, kind: str, on: date) -> str:
    table = law.book.tables.get(f"branding.{kind}")
    try:
        return str(table.on(on)) if table else ""
    except NotInForce:
        return ""
