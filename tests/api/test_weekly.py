"""The weekly list as a program reads it."""

from krav.actions.unit import machine
from krav.actions.weekly_answers import Reply, answer
from krav.claims.weekly import STOP
from krav.kernel.role import Role
from krav.store.queries.weekly import the_list
from krav.store.scope import account_scope
from krav.wire import clock
from tests.actions.cast import FIRST, ledger, line, run, take
from tests.actions.weekly import one_list
from tests.api.cast import TODAY, Program, key


def test_a_program_reads_the_lists_and_who_answered(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "10.000,00")), on=FIRST)
    run(fjordbo, FIRST)
    list_id = one_list(fjordbo, TODAY)
    program = Program(key(fjordbo, Role.GUEST))
    told = program.get("/weekly")
    assert told["setup"]["time_zone"] == "Europe/Copenhagen"
    assert told["setup"]["weekly_on"] is None
    (seen,) = told["lists"]
    assert (seen["id"], seen["to"], seen["answers"], seen["mail"]) == (list_id, "bo@fjordbo.example", {"": 1}, "")
    with account_scope(fjordbo):
        whole = the_list(list_id)
    assert whole
    reply = Reply(list_id, [row.id for row in whole.lines], STOP, "mail")
    answer(fjordbo, reply, now=clock.now(), on=TODAY, by=machine("bo@fjordbo.example"))
    told = program.get(f"/weekly/{list_id}")
    assert told["head"]["answers"] == {"stop": 1}
    (row,) = told["lines"]
    assert (row["number"], row["answer"]["answer"], row["answer"]["by"]) == ("1001", "stop", "bo@fjordbo.example")
    assert [sent["step"] for sent in row["sent"]] == ["rykker_1"]
