"""What a sender's domain says, asked of a small name server over UDP."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from socketserver import BaseRequestHandler, UDPServer
from threading import Thread

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from krav.wire.sending.mail.domain import Wanted, look

DMARC = "v=DMARC1; p=reject"
MAIL = Wanted("include:mail.example", ("k1",))


@contextmanager
def names(records: Mapping[str, list[str]]) -> Iterator[dns.resolver.Resolver]:
    class Hand(BaseRequestHandler):
        def handle(self) -> None:
            content, line = self.request
            asked = dns.message.from_wire(content)
            answer = dns.message.make_response(asked)
            name = asked.question[0].name.to_text(omit_final_dot=True).lower()
            if name in records:
                texts = [f'"{text}"' for text in records[name]]
                answer.answer.append(dns.rrset.from_text(asked.question[0].name, 60, "IN", "TXT", *texts))
            else:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            line.sendto(answer.to_wire(), self.client_address)

    with UDPServer(("127.0.0.1", 0), Hand) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        ask = dns.resolver.Resolver(configure=False)
        ask.nameservers, ask.port = ["127.0.0.1"], server.server_address[1]
        yield ask
        server.shutdown()


def states(records: Mapping[str, list[str]], wanted: Wanted = MAIL) -> dict[str, str]:
    with names(records) as ask:
        return {each.about: each.state for each in look("exempel.example", wanted, ask)}


def test_a_domain_in_order() -> None:
    told = {"exempel.example": ["other", "v=spf1 include:mail.example ~all"],
            "k1._domainkey.exempel.example": ["v=DKIM1; p=MIGf"], "_dmarc.exempel.example": [DMARC]}  # fmt: skip
    assert states(told) == {"spf": "good", "dkim": "good", "dmarc": "good"}


def test_a_domain_that_says_nothing_is_told_the_records_to_add() -> None:
    with names({}) as ask:
        spf, dkim, dmarc = look("exempel.example", Wanted("include:mail.example", ("k1",)), ask)
    assert (spf.name, spf.value) == ("exempel.example", "v=spf1 include:mail.example ~all")
    assert dkim.name == "k1._domainkey.exempel.example"
    assert (dmarc.name, dmarc.value[:18]) == ("_dmarc.exempel.example", "v=DMARC1; p=none; ")
    assert "exempel.example" in spf.said()


@pytest.mark.parametrize(("records", "state", "value"), [
    (["v=spf1 mx -all"], "bad", "v=spf1 include:mail.example mx -all"),
    (["v=spf1 mx ~all", "v=spf1 include:mail.example -all"], "bad", "v=spf1 include:mail.example mx -all"),
    (["v=spf1 include:mail.example +all"], "weak", "v=spf1 include:mail.example ~all"),
    (["v=spf1 include:mail.example " + " ".join(f"include:{n}.example" for n in range(10)) + " ~all"], "bad", ""),
    (["v=spf10 include:mail.example"], "bad", "v=spf1 include:mail.example ~all"),
])  # fmt: skip
def test_an_spf_record_that_is_wrong(records: list[str], state: str, value: str) -> None:
    with names({"exempel.example": records}) as ask:
        found = look("exempel.example", Wanted("include:mail.example"), ask)[0]
    assert (found.state, found.value) == (state, value)


def test_a_key_that_was_taken_back_or_is_not_known() -> None:
    assert states({"k1._domainkey.exempel.example": ["v=DKIM1; p="]})["dkim"] == "bad"
    assert states({}, Wanted())["dkim"] == "unknown"


def test_the_domain_above_speaks_for_one_below() -> None:
    with names({"_dmarc.exempel.example": ["v=DMARC1; p=none; sp=quarantine"]}) as ask:
        assert look("post.exempel.example", Wanted(), ask)[-1].state == "good"
