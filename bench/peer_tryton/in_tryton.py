"""Runs inside Tryton's virtual environment: takes the items in, creates their dunnings, processes them; prints the seconds.

`python in_tryton.py CONFIGURATION DATABASE FILE`; the file holds the items, the levels and the day.
"""

import datetime as dt
import json
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from trytond import config

config.update_etc(sys.argv[1])

from trytond.pool import Pool
from trytond.transaction import Transaction, TransactionError

DATABASE = sys.argv[2]
CHUNK = 500


def administrator() -> int:
    """The user that every installation begins with."""
    with Transaction().start(DATABASE, 0):
        (found,) = Pool().get("res.user").search([("login", "=", "admin")])
        return int(found.id)


def served(work: Callable[[], Any], user: int, context: dict[str, Any]) -> tuple[Any, float, float, int]:
    """The answer, the seconds of all attempts and of the last one, and how many there were: as its server does it."""
    extras: dict[str, Any] = {}
    first, attempts = time.perf_counter(), 0
    while True:
        last = time.perf_counter()
        attempts += 1
        with Transaction().start(DATABASE, user, context=context, **extras) as transaction:
            try:
                found = work()
                transaction.commit()
            except TransactionError as error:
                transaction.rollback()
                error.fix(extras)
                continue
        now = time.perf_counter()
        return found, now - first, now - last, attempts


def prepare(told: dict[str, Any]) -> dict[str, Any]:
    """A company with accounts, the levels, the customers and their posted items; the context of its user."""
    from trytond.modules.account.tests import create_chart, get_fiscalyear
    from trytond.modules.company.tests import create_company, set_company

    model = Pool().get
    company = create_company()
    with set_company(company):
        context = dict(Transaction().context)
        create_chart(company)
        year = get_fiscalyear(company, today=dt.date.fromisoformat(told["on"]))
        year.save()
        model("account.fiscalyear").create_period([year])
        (revenue,) = model("account.account").search([("type.revenue", "=", True), ("closed", "=", False)], limit=1)
        (receivable,) = model("account.account").search([("type.receivable", "=", True), ("closed", "=", False)], limit=1)
        (journal,) = model("account.journal").search([("code", "=", "REV")])
        procedure = levels(told["levels"], revenue, journal)
        items = told["items"]
        for start in range(0, len(items), CHUNK):
            open_items(items[start : start + CHUNK], procedure, company, journal, revenue, receivable)
    return context


def levels(told: list[dict[str, Any]], revenue: Any, journal: Any) -> Any:
    """A procedure with a flat fee at each level."""
    model = Pool().get
    category = model("product.category")(name="Fees", accounting=True, account_revenue=revenue)
    category.save()
    (unit,) = model("product.uom").search([("symbol", "=", "u")], limit=1)
    procedure = model("account.dunning.procedure")(name="Same levels")
    procedure.save()
    for place, each in enumerate(told):
        template = model("product.template")(name=each["name"], default_uom=unit, type="service")
        template.list_price, template.account_category = Decimal(each["fee"]) / 100, category
        template.products = [model("product.product")()]
        template.save()
        fee = model("account.dunning.fee")(name=each["name"], product=template.products[0], journal=journal)
        fee.compute_method = "list_price"
        fee.save()
        level = model("account.dunning.level")(procedure=procedure, sequence=place, fee=fee)
        level.overdue = dt.timedelta(each["days"])
        level.save()
    return procedure


def open_items(
    items: list[dict[str, Any]], procedure: Any, company: Any, journal: Any, revenue: Any, receivable: Any
) -> None:
    """A customer and a posted move each."""
    model = Pool().get
    parties = model("party.party").create([{"name": item["who"]} for item in items])
    for party in parties:
        party.dunning_procedure = procedure
    model("party.party").save(parties)
    periods = model("account.period")
    moves = []
    for item, party in zip(items, parties, strict=True):
        due, amount = dt.date.fromisoformat(item["due"]), Decimal(item["minor"]) / 100
        owed = {"account": receivable.id, "debit": amount, "party": party.id, "maturity_date": due}
        lines = [owed, {"account": revenue.id, "credit": amount}]
        period = periods.find(company, date=due)
        moves.append({"journal": journal.id, "period": period.id, "date": due, "lines": [("create", lines)]})
    made = model("account.move").create(moves)
    model("account.move").post(made)


def main() -> None:
    """Prepares untimed, then times both steps."""
    told = json.loads(Path(sys.argv[3]).read_text())
    Pool.start()
    Pool(DATABASE).init()
    user = administrator()
    context = served(lambda: prepare(told), user, {})[0]
    on = dt.date.fromisoformat(told["on"])
    dunning = Pool(DATABASE).get("account.dunning")
    _, create, create_last, _ = served(lambda: dunning.generate_dunnings(date=on), user, context)

    def process() -> int:
        found = dunning.search([("state", "=", "draft")])
        dunning.process(found)
        return len(found)

    count, took, took_last, attempts = served(process, user, context)
    done = {"dunnings": count, "create": create, "process": took, "attempts": attempts}
    print(json.dumps(done | {"clean": create_last + took_last}))


if __name__ == "__main__":
    main()
