"""Who counts as a consumer."""

from krav.law.step import DebtorKind


def test_only_a_consumer_is_a_consumer() -> None:
    assert [kind for kind in DebtorKind if kind.is_consumer] == [DebtorKind.CONSUMER]
