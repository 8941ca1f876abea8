"""E-mail: taken, refused this time, refused for good, or nobody knows; each is told apart."""

from dataclasses import replace

import pytest
from pytest_django.fixtures import Settings

from krav.wire.mail import Mail, MailRefused, MailUncertain, Notice, send, tell
from tests.wire.postbox import Postbox

MAIL = Mail(
    sender="bogholder@fjordbo.example",
    reply_to="bogholder@fjordbo.example",
    to="birthe@prove.example",
    subject="Rykker for faktura 1003 – Fjordbo ApS",
    body="Kære Birthe Prøve\n\nVi har ikke set din betaling.\n",
    attachment_name="brev-2026-00001.pdf",
    attachment=b"%PDF-1.7 \x00\xff and more",
    key="2026-00001.fjordbo@krav",
)


def test_the_message_arrives_whole(postbox: Postbox) -> None:
    send(MAIL)
    (message,) = postbox.messages
    assert postbox.recipients == ["birthe@prove.example"]
    heads = {name: str(message[name]) for name in ("From", "To", "Reply-To", "Subject", "Message-ID")}
    assert heads == {
        "From": "bogholder@fjordbo.example",
        "To": "birthe@prove.example",
        "Reply-To": "bogholder@fjordbo.example",
        "Subject": "Rykker for faktura 1003 – Fjordbo ApS",
        "Message-ID": "<2026-00001.fjordbo@krav>",
    }
    body, pdf = message.iter_parts()
    assert body.get_content().replace("\r\n", "\n") == MAIL.body
    assert (pdf.get_content_type(), pdf.get_filename(), pdf.get_content()) == (
        "application/pdf", "brev-2026-00001.pdf", MAIL.attachment,
    )  # fmt: skip


@pytest.mark.parametrize("where", ["says_to_recipient", "says_to_message"])
@pytest.mark.parametrize(("answer", "lasting"), [("550 No such user here", True), ("451 Try again later", False)])
def test_a_no_is_told_in_the_servers_words(postbox: Postbox, where: str, answer: str, lasting: bool) -> None:
    setattr(postbox, where, answer)
    with pytest.raises(MailRefused) as refused:
        send(MAIL)
    assert str(refused.value) == f"The mail server did not take the message: {answer}"
    assert refused.value.lasting is lasting
    assert postbox.messages == []


def test_a_server_that_is_not_there_may_be_there_later(postbox: Postbox, settings: Settings) -> None:
    settings.EMAIL_PORT = 1
    with pytest.raises(MailRefused, match="Connection refused") as refused:
        send(MAIL)
    assert not refused.value.lasting
    assert postbox.messages == []


def test_a_server_that_hangs_up_with_the_message_may_have_taken_it(postbox: Postbox) -> None:
    postbox.says_to_message = "silence"
    with pytest.raises(MailUncertain, match="did not confirm the message"):
        send(MAIL)
    assert len(postbox.messages) == 1


@pytest.mark.parametrize(
    "to", ["birthe", "a@b.example; c@d.example", "birthe@prove.example\nBcc: all@x.example", "birthe@prove..example"]
)
def test_an_address_that_is_none_is_refused_for_good(postbox: Postbox, to: str) -> None:
    postbox.says_to_recipient = "" if "@" in to else "501 Bad address"
    with pytest.raises(MailRefused) as refused:
        send(replace(MAIL, to=to))
    assert refused.value.lasting
    assert postbox.messages == []


def test_a_notice_says_the_same_in_both_its_bodies(postbox: Postbox) -> None:
    tell(Notice("bo@fjordbo.example", "Klar til\ninkassovarsel", "Én faktura", "<p>Én faktura</p>", "weekly-1.fjordbo@krav"))
    (message,) = postbox.messages
    assert (message["To"], message["Subject"], message["Message-ID"]) == (
        "bo@fjordbo.example", "Klar til inkassovarsel", "<weekly-1.fjordbo@krav>",
    )  # fmt: skip
    plain, html = message.iter_parts()
    assert (plain.get_content_type(), plain.get_content().strip()) == ("text/plain", "Én faktura")
    assert (html.get_content_type(), html.get_content().strip()) == ("text/html", "<p>Én faktura</p>")


def test_a_notice_is_refused_as_a_letter_is(postbox: Postbox) -> None:
    postbox.says_to_recipient = "550 no such mailbox"
    with pytest.raises(MailRefused) as refused:
        tell(Notice("nobody@fjordbo.example", "a", "b", "c", "d@krav"))
    assert refused.value.lasting
