"""`krav partners`: agreements with collection partners, the hand-over and back, what they told, and settlements."""

import json
from collections.abc import Sequence

import click

from krav.actions.agreements import Terms, agree, end_agreement
from krav.actions.hand_overs import hand_over, hand_over_claims, quotes_of_claims, recall
from krav.actions.partner_news import read_news
from krav.actions.partner_sending import send_queued
from krav.actions.settlements import look_at
from krav.actions.unit import machine
from krav.claims.partner import checked, with_vat
from krav.cli.accounts import named
from krav.cli.output import console, print_json, show
from krav.kernel.money import Money
from krav.kernel.refusal import KravError, Refusal
from krav.store.load import creditor_in_scope
from krav.store.queries import partners as reads
from krav.store.queries.cases import case_id_of
from krav.store.queries.claims import claim_of
from krav.store.scope import account_scope
from krav.wire import clock
from krav.wire.partners.partners import partner

BY = machine("command line")
_JSON = click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
_TO = click.option("--to", "agreement_id", type=int, help="The agreement; the one offered first unless given.")


@click.group()
def partners() -> None:
    """Collection partners: agreements, cases handed over and taken back, news and settlements."""


@partners.command("list")
@click.argument("account")
@_JSON
def listed(account: str, *, as_json: bool) -> None:
    """List the agreements of ACCOUNT, and the cases that lie with each partner."""
    with account_scope(named(account).id):
        agreements, there = reads.agreements(), reads.hand_overs(limit=10_000)
    told = [
        (each.id, each.name, each.partner, each.state, "yes" if each.by_itself else "", each.cases) for each in agreements
    ]
    cases = [(each.number, each.debtor, each.partner, each.state, each.standing, each.words) for each in there]
    heads = ("Agreement", "Name", "Partner", "State", "By itself", "Cases")
    of_cases = ("Case", "Customer", "Partner", "State", "Standing", "Words")
    if as_json:
        print_json({"agreements": _named(heads, told), "cases": _named(of_cases, cases)})
    else:
        show("Agreements", heads, told)
        show("Cases with partners", of_cases, cases)


@partners.command("agree")
@click.argument("account")
@click.argument("code")
@click.option("--name", default="", help="What you call the partner.")
@click.option("--client-number", default="", help="Our number there.")
@click.option("--prices", default="{}", help='As JSON: {"percent": "10", "start": 0, "vat": "25"}; amounts in minor units.')
@click.option("--by-itself", is_flag=True, help="Every notice names it, and unpaid cases go there by themselves.")
@click.option("--notices", is_flag=True, help="It sends the collection notice itself.")
def make(account: str, code: str, name: str, client_number: str, prices: str, *, by_itself: bool, notices: bool) -> None:
    """Make an agreement of ACCOUNT with the partner CODE; it is asked before anything is kept."""
    line, chosen = named(account), partner(code)
    with account_scope(line.id):
        currency = creditor_in_scope().country.currency
    try:
        told = json.loads(prices)
        agreed = checked(told, currency) if told else None
    except (ValueError, AttributeError) as error:
        raise KravError("Prices are written as a JSON object.") from error
    rights = {
        each.name: click.prompt(each.label, None if each.needed else "", hide_input=each.secret, show_default=False)
        for each in chosen.fields
    }
    terms = Terms(name, client_number, agreed, by_itself, notices)
    made = agree(line.id, code, rights, terms, on=clock.today(), by=BY)
    console.print(f"Agreement {made} with {name or chosen.name}.")


@partners.command("end")
@click.argument("account")
@click.argument("agreement_id", type=int)
def end(account: str, agreement_id: int) -> None:
    """End an agreement of ACCOUNT, and forget its rights."""
    end_agreement(named(account).id, agreement_id, on=clock.today(), by=BY)
    console.print(f"Agreement {agreement_id} is over.")


@partners.command("quote")
@click.argument("account")
@click.argument("numbers", nargs=-1, required=True)
@_TO
@click.option("--notice", is_flag=True, help="The partner sends the notice itself.")
@_JSON
def quote(account: str, numbers: tuple[str, ...], agreement_id: int | None, *, notice: bool, as_json: bool) -> None:
    """Say what handing the invoices NUMBERS of ACCOUNT over would cost, and what hinders it."""
    line = named(account)
    ids, to = _claims(line.id, numbers), _agreement(line.id, agreement_id)
    rows = []
    for offer in quotes_of_claims(line.id, ids, to, notice=notice, on=clock.today()):
        invoices = ", ".join(claim.number for claim in offer.case.claims)
        why = offer.refusal.in_full() if offer.refusal else ""
        costs = {"paid": "", "unpaid": ""}
        if offer.quote:
            for when in costs:
                total = sum(with_vat(offer.quote, each) for each in offer.quote.lines if each.when in {"always", when})
                costs[when] = str(Money(total, offer.quote.currency))
        rows.append((invoices, str(Money(offer.owed.total, offer.case.currency)), *costs.values(), why))
    heads = ("Invoices", "Owed", "If paid", "If not", "Why not")
    if as_json:
        print_json(_named(heads, rows))
    else:
        show("What it would cost", heads, rows)


@partners.command("hand-over")
@click.argument("account")
@click.argument("numbers", nargs=-1, required=True)
@_TO
@click.option("--notice", is_flag=True, help="The partner sends the notice itself.")
def give(account: str, numbers: tuple[str, ...], agreement_id: int | None, *, notice: bool) -> None:
    """Hand the invoices or cases NUMBERS of ACCOUNT over. They leave with the worker, or with `krav partners send`."""
    line, on = named(account), clock.today()
    to = _agreement(line.id, agreement_id)
    with account_scope(line.id):
        cases = [found for number in numbers if (found := case_id_of(number)) is not None]
        invoices = [number for number in numbers if case_id_of(number) is None]
    made, refusals = 0, list[Refusal]()
    if cases:
        done = hand_over(line.id, cases, to, notice=notice, on=on, by=BY)
        made, refusals = made + len(done.made), refusals + list(done.refusals.values())
    if invoices:
        done = hand_over_claims(line.id, _claims(line.id, tuple(invoices)), to, notice=notice, on=on, by=BY)
        made, refusals = made + len(done.made), refusals + list(done.refusals.values())
    for refusal in refusals:
        console.print(f"Stays: {refusal.in_full()}")
    console.print(f"{made} handed over, {len(refusals)} stay.")


@partners.command("send")
@click.argument("account")
def send(account: str) -> None:
    """Send what waits for the partners of ACCOUNT, and read what they tell."""
    line, on = named(account), clock.today()
    sent = send_queued(line.id, on=on, by=BY)
    read = read_news(line.id, on=on, by=BY)
    console.print(
        f"{sent.cases} cases and {sent.words} words taken, {sent.refused} refused, {sent.uncertain} uncertain, "
        f"{sent.waiting} wait. {read.taken} news, {read.refused} of them not acted upon; {read.silent} partners silent."
    )


@partners.command("recall")
@click.argument("account")
@click.argument("number")
@click.option("--reason", default="", help="Why.")
def take_back(account: str, number: str, *, reason: str) -> None:
    """Take case NUMBER of ACCOUNT back from its partner."""
    line = named(account)
    with account_scope(line.id):
        case_id = case_id_of(number)
    if case_id is None:
        raise KravError("There is no case {number} in this account.", {"number": number})
    back = recall(line.id, case_id, reason, on=clock.today(), by=BY)
    console.print(f"Case {number}: {'is back; it had not left' if back else 'the partner is asked to give it back'}.")


@partners.command("news")
@click.argument("account")
@click.option("--refused", is_flag=True, help="Only what could not be acted upon.")
@_JSON
def news(account: str, *, refused: bool, as_json: bool) -> None:
    """List what the partners of ACCOUNT told, the newest first."""
    with account_scope(named(account).id):
        found = reads.refused_news() if refused else reads.news()
    rows = [(each.at.date(), each.partner, each.number, each.kind, each.words, each.refused) for each in found]
    heads = ("Day", "Partner", "Case", "Kind", "Words", "Not acted upon")
    if as_json:
        print_json(_named(heads, rows))
    else:
        show("News", heads, rows)


@partners.command("settlements")
@click.argument("account")
@click.option("--look", type=int, help="You have looked at the settlement of this id.")
@click.option("--note", default="", help="What you made of it.")
@_JSON
def settlements(account: str, look: int | None, note: str, *, as_json: bool) -> None:
    """List the settlements of ACCOUNT; what does not agree is named."""
    line = named(account)
    if look is not None:
        look_at(line.id, look, note, on=clock.today(), by=BY)
    with account_scope(line.id):
        found = reads.settlements()
    rows = [
        (
            each.id, each.number, each.partner, each.on, Money(each.collected, each.currency),
            Money(each.commission + each.vat, each.currency), Money(each.paid_out, each.currency),
            ", ".join(sorted({str(one["code"]) for one in each.differences})), each.seen_on or "",
        )
        for each in found
    ]  # fmt: skip
    heads = ("Id", "Number", "Partner", "Day", "Collected", "Charged", "Paid out", "Differences", "Looked at")
    if as_json:
        print_json(_named(heads, rows))
    else:
        show("Settlements", heads, rows)


def _named(heads: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> list[dict[str, object]]:
    keys = [head.lower().replace(" ", "_") for head in heads]
    return [dict(zip(keys, row, strict=True)) for row in rows]


def _agreement(account_id: int, agreement_id: int | None) -> int:
    if agreement_id is not None:
        return agreement_id
    with account_scope(account_id):
        first = reads.preferred()
    if first is None:
        raise KravError("This account has no collection partner; make an agreement first.")
    return first.id


def _claims(account_id: int, numbers: tuple[str, ...]) -> list[int]:
    found = []
    with account_scope(account_id):
        for number in numbers:
            claim = claim_of(number)
            if claim is None:
                raise KravError("There is no claim on invoice {number} in this account.", {"number": number})
            found.append(claim.id)
    return found
