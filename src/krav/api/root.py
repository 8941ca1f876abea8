"""The interface for programs: what a page can do, a program can do, with a key to one account."""

from ninja import NinjaAPI

from krav.api import (
    accounts,
    ahead,
    autopilot,
    books,
    carriers,
    cases,
    claims,
    connections,
    corrections,
    court,
    credits,
    customers,
    deeds,
    elsewhere,
    imports,
    interest,
    journals,
    letters,
    limitation,
    losses,
    needs,
    overview,
    partners,
    payments,
    people,
    plans,
    policy,
    privacy,
    webhooks,
    weekly,
    words,
)
from krav.api.key import Bearer, in_account
from krav.api.problems import answer_problems
from krav.api.reading import Reading

_ABOUT = (
    "What a page of Krav can do, a program can do here. The key (`Authorization: Bearer …`) opens one account, so that no "
    "address names one. Amounts are minor units beside their currency, days are ISO. A list answers with `next`, which is "
    "given back as `after`. A write with an `Idempotency-Key` is done once: the second time answers 409, code done_before. "
    "Reasons are said in the language of `Accept-Language`: da, nb, sv or en."
)

api = NinjaAPI(title="Krav", version="1", description=_ABOUT, docs_url=None, auth=Bearer(), parser=Reading())
api.add_decorator(in_account)
answer_problems(api)
api.add_router("claims", deeds.router, tags=["claims"])
api.add_router("", corrections.router, tags=["corrections"])
api.add_router("cases", cases.router, tags=["cases"])
api.add_router("cases", journals.router, tags=["cases"])
api.add_router("cases", plans.router, tags=["cases"])
api.add_router("cases", court.router, tags=["cases"])
api.add_router("customers", privacy.router, tags=["customers"])
api.add_router("events", webhooks.polled, tags=["webhooks"])
for path, room in {
    "account": accounts,
    "ahead": ahead,
    "autopilot": autopilot,
    "books": books,
    "claims": claims,
    "carriers": carriers,
    "connection": connections,
    "credits": credits,
    "customers": customers,
    "elsewhere": elsewhere,
    "imports": imports,
    "interest": interest,
    "letters": letters,
    "limitation": limitation,
    "losses": losses,
    "needs": needs,
    "overview": overview,
    "partners": partners,
    "payments": payments,
    "people": people,
    "policy": policy,
    "webhooks": webhooks,
    "weekly": weekly,
    "words": words,
}.items():
    api.add_router(path, room.router, tags=[path])
