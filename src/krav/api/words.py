"""What debtors said on their own pages, and answering it."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import Http404
from ninja import Query, Router, Schema
from pydantic import StringConstraints

from krav.actions.debtor_words import MOST_ANSWER, answer_word
from krav.api.key import Asked
from krav.api.shapes import PAGE, After, Done, Id, Key, answers
from krav.store.queries import portal as reads

router = Router()


class WordAnswer(Schema):
    """What the debtor reads: `answer` is accepted, declined or seen."""

    answer: str
    text: str
    on: date
    by: str


class Word(Schema):
    """Kinds: objection, plan, date, paid, message. No claims are all that were open.

    `on` is the day it was said; `day` the day paid, proposed or of the first instalment; `amount` minor units a month.
    """

    id: int
    debtor_id: int
    debtor: str
    kind: str
    text: str
    claims: list[int]
    day: date | None
    count: int
    amount: int
    proof: str
    reach: str
    on: date
    at: datetime
    answer: WordAnswer | None


class WordPage(Schema):
    """A page of words, newest first."""

    words: list[Word]
    next: int | None


class Answering(Schema):
    """The answer; a refusal has words. With `lift` what the word stopped goes on."""

    answer: Literal["accepted", "declined", "seen"]
    text: Annotated[str, StringConstraints(max_length=MOST_ANSWER, pattern=r"^[^\x00]*$")] = ""
    lift: bool = False


@router.get("", response=answers(WordPage))
def listed(
    request: Asked,
    answered: Annotated[bool | None, Query()] = None,
    debtor: Annotated[Id | None, Query()] = None,
    after: After = 0,
) -> dict[str, Any]:
    """What was said, newest first: all of it, or what is answered, or what still waits."""
    found = reads.words(debtor_id=debtor, answered=answered, before=after, limit=PAGE + 1)
    return {"words": [_shown(each) for each in found[:PAGE]], "next": found[PAGE - 1].id if len(found) > PAGE else None}


@router.get("/{word_id}", response=answers(Word))
def one(request: Asked, word_id: Id) -> dict[str, Any]:
    """One word, and its answer."""
    found = reads.word(word_id)
    if found is None:
        raise Http404
    return _shown(found)


@router.post("/{word_id}/answer", response=answers(Done))
def answer(request: Asked, word_id: Id, asked: Answering, key: Key = "") -> Done:
    """Answers it, once; the debtor reads it by the link on a letter."""
    who = request.auth
    answer_word(who.account_id, word_id, asked.answer, asked.text, lift=asked.lift, on=who.on, by=who.by, key=key)
    return Done()


def _shown(word: reads.Word) -> dict[str, Any]:
    told = word.data
    answered = {"answer": word.answer, "text": word.answer_text, "on": word.answered_on, "by": word.answered_by}
    return {
        **word._asdict(),
        "claims": word.claim_ids,
        "day": date.fromisoformat(told["on"]) if told.get("on") else None,
        "count": told.get("count", 0),
        "amount": told.get("amount", 0),
        "answer": answered if word.answer else None,
    }
