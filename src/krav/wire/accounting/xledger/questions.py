"""What Xledger is asked, in GraphQL: lists by pages with the fields that are wanted, and what is sent to its imports."""

import json
from collections.abc import Mapping, Sequence

PAGE = 5_000
"""Rows that are asked for at once. Xledger gives 10 000 at most, counts the requests of a month, and may run out of time."""

FEWER = 1_000
"""Rows that are asked for where the system ran out of time."""

ITEM = """dbId invoiceNumber text amount invoiceAmount invoiceRemaining invoiceDate dueDate paymentDate matchId
extIdentifier paymentReference reminderDate lateFee currency { code } subledger { code description }
glDimension { glObject1 { code } } transactionHeader { transactionNumber postedDate transactionSource { code } }"""

CUSTOMER = """dbId code description email company { companyNumber }
address { streetAddress zipCode place country { code } }"""

ENTITY = """dbId code description email currency { code } company { companyNumber }
address { streetAddress zipCode place country { code } }"""

DELTA = "dbId mutationType"

NEWEST = "newest: arTransaction_deltas(last: 1) { edges { cursor } }"
"""Where the changes are that come after what is read now."""

ADD = """mutation ($inputs: [AddGLImportItemsInput!]!) {
  addGLImportItems(inputs: $inputs) { edges { node { dbId } } }
}"""

Value = str | int | Sequence[int] | Sequence[str]
Filters = Mapping[str, Value]


def listed(root: str, fields: str, filters: Filters, *, first: int = PAGE, after: str = "", name: str = "") -> str:
    """A page of a list, from the row after a cursor; under a name of its own where a question asks for it twice."""
    found = [f"first: {first}"]
    if after:
        found.append(f"after: {json.dumps(after)}")
    if filters:
        found.append(f"filter: {{ {', '.join(f'{key}: {json.dumps(value)}' for key, value in filters.items())} }}")
    called = f"{name}: {root}" if name else root
    return f"{called}({', '.join(found)}) {{ pageInfo {{ hasNextPage }} edges {{ cursor node {{ {fields} }} }} }}"


def question(*parts: str) -> str:
    """Several lists asked for at once: they are one request."""
    return f"query {{ {' '.join(parts)} }}"
