"""What the stand-in is asked is held to the saved lists of Xledger's fields."""

import pytest

from tests.wire.accounting.described import SPECS
from tests.wire.accounting.xledger.fields import look, roots


@pytest.mark.skipif(not (SPECS / "graphql" / "xledger").exists(), reason="the saved lists are not here")
@pytest.mark.parametrize(
    "query",
    [
        "{ arTransactions(first: 1) { edges { node { openAmount } } } }",
        "{ arTransactions(first: 1, filter: { openAmount_gt: 0 }) { edges { node { dbId } } } }",
        "{ arTransactions(first: 10001) { edges { node { dbId } } } }",
        "{ arTransactions(first: 1, page: 2) { edges { node { dbId } } } }",
        '{ addGLImportItems(inputs: [{ node: { bookedOn: "2026-01-01" } }]) { edges { node { dbId } } } }',
    ],
)
def test_the_stand_in_knows_only_what_the_saved_lists_know(query: str) -> None:
    with pytest.raises(AssertionError):
        look(roots(query)[0], {})
