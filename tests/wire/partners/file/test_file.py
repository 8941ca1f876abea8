"""The case file to any agency or lawyer: to download, by mail, by SFTP."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO, StringIO
from zipfile import ZipFile

import paramiko
import pytest
from pytest_django.fixtures import Settings

from krav.wire.broken import NotAllowed, Refused, Uncertain, Unreachable
from krav.wire.partners.file.bundle import bundle, case_name, word_file
from krav.wire.partners.partners import partner
from krav.wire.partners.protocol import Partner
from krav.wire.partners.values import NewsPage
from krav.wire.rights import Told
from tests.wire.accounting.standin import Kept
from tests.wire.partners.cases import BILL, case, paid, paper, recall, with_paper
from tests.wire.partners.file.server import PASSWORD, Folder, serving
from tests.wire.partners.stories import NOW, Handing, LookedUp, opened
from tests.wire.postbox import Postbox


@dataclass(slots=True)
class InFolder:
    """An agency's folder, as the stories want it."""

    folder: Folder
    partner: Partner
    told: Told

    def cases(self) -> list[str]:
        return [told["key"] for told in self._read("hand-over.json")]

    def words(self) -> list[str]:
        loose = [json.loads(content)["key"] for name, content in self.folder.files.items() if name.endswith(".json")]
        return loose + [told["key"] for told in self._read("word.json")]

    def papers(self) -> set[bytes]:
        return {packed.read(name) for packed in self._packed() for name in packed.namelist()}

    def lose(self) -> None:
        self.folder.broken = "lose"

    def fail(self) -> None:
        self.folder.broken = "fail"

    def refuse(self) -> None:
        self.folder.broken = "refuse"

    def revoke(self) -> None:
        self.folder.password = "another"

    def mend(self) -> None:
        self.folder.broken = ""

    def _packed(self) -> list[ZipFile]:
        return [ZipFile(BytesIO(content)) for name, content in self.folder.files.items() if name.endswith(".zip")]

    def _read(self, name: str) -> list[dict[str, str]]:
        return [json.loads(packed.read(name)) for packed in self._packed() if name in packed.namelist()]


@dataclass(slots=True)
class InBox:
    """An agency's letter box, as the stories want it."""

    box: Postbox
    partner: Partner
    told: Told

    def cases(self) -> list[str]:
        return list(dict.fromkeys(self._keys("hand-over.json")))  # one Message-ID, which a mail server knows again

    def words(self) -> list[str]:
        loose = [json.loads(content)["key"] for content in self._contents() if content.startswith(b"{")]
        return loose + self._keys("word.json")

    def papers(self) -> set[bytes]:
        return {packed.read(name) for packed in self._packed() for name in packed.namelist()}

    def lose(self) -> None:
        self.box.says_to_message = "silence"

    def fail(self) -> None:
        self.box.says_to_message = "451 later"

    def refuse(self) -> None:
        self.box.says_to_message = "554 never"

    def revoke(self) -> None:
        self.box.says_to_recipient = "550 gone"

    def mend(self) -> None:
        self.box.says_to_message = ""

    def _contents(self) -> list[bytes]:
        found = [part.get_payload(decode=True) for message in self.box.messages for part in message.iter_attachments()]
        return [content for content in found if isinstance(content, bytes)]

    def _packed(self) -> list[ZipFile]:
        return [ZipFile(BytesIO(content)) for content in self._contents() if content.startswith(b"PK")]

    def _keys(self, name: str) -> list[str]:
        return [json.loads(packed.read(name))["key"] for packed in self._packed() if name in packed.namelist()]


class TestSftp(LookedUp):
    """The stories of a partner that can be looked up."""

    @pytest.fixture
    def standin(self, in_folder: InFolder) -> InFolder:
        return in_folder


class TestMail(Handing):
    """The stories of giving."""

    @pytest.fixture
    def standin(self, postbox: Postbox, settings: Settings) -> InBox:
        settings.DEFAULT_FROM_EMAIL = "krav@krav.example"
        return InBox(postbox, partner("mail"), {"to": "sager@havn.example"})


@pytest.fixture
def in_folder(settings: Settings) -> Iterator[InFolder]:
    """A folder by a password."""
    settings.KRAV_PRIVATE_ADDRESSES = True
    with serving(Folder(paramiko.RSAKey.generate(2048))) as folder:
        told = {"host": "127.0.0.1", "port": str(folder.port), "user": "krav", "password": PASSWORD, "proof": folder.proof}
        yield InFolder(folder, partner("sftp"), told | {"folder": "/in"})


def test_the_file_is_the_same_bytes_and_holds_everything() -> None:
    assert bundle(case()) == bundle(case())
    with ZipFile(BytesIO(bundle(case()))) as packed:
        assert packed.namelist() == ["hand-over.json", "case-file.json", "case.pdf", "900001.pdf"]
        assert packed.read("900001.pdf") == BILL
        told = json.loads(packed.read("hand-over.json"))
    assert (told["key"], told["total"], told["claims"][0]["interest"]) == ("fjordbo-17-1", "13421.64", "311.64")


def test_papers_of_one_name_are_both_there() -> None:
    same = (paper("order", "a/b.pdf", b"1"), paper("order", "a/b.pdf", b"2"))
    twice = replace(case(), documents=(*same, paper("x", "none", b"3")))
    with ZipFile(BytesIO(bundle(twice))) as packed:
        assert packed.namelist()[2:] == ["a-b.pdf", "a-b-2.pdf", "none"]


def test_a_name_has_no_way_out_of_the_folder() -> None:
    name = case_name(replace(case("../../etc/passwd"), number="S/1 æ"))
    assert name == "krav-S-1-etc-passwd.zip" or "/" not in name
    assert "/" not in name
    assert ".." not in name


def test_a_word_says_what_it_is_about() -> None:
    told = json.loads(word_file("fjordbo-17-1", paid()))
    assert (told["case"], told["kind"], told["amount"], told["currency"]) == ("fjordbo-17-1", "payment", "500.00", "DKK")


def test_a_downloaded_case_needs_no_rights_and_tells_nothing() -> None:
    found = partner("file")
    assert not found.asks
    agency = found.open(Kept(found.allowed({})))
    accepted = agency.hand_over(case())
    assert accepted == agency.handed_over(case().key)
    assert agency.quote(case()) is None
    assert list(agency.news("7")) == [NewsPage("7")]
    agency.tell(accepted.reference, recall())
    assert agency.told(accepted.reference, "w3")
    assert agency.document("any") is None
    with pytest.raises(Refused, match="by itself"):
        found.heard({}, b"", "", NOW)


def test_a_mail_goes_to_the_agency_and_is_answered_to_the_creditor(postbox: Postbox) -> None:
    agency = opened(InBox(postbox, partner("mail"), {"to": " sager@havn.example "}))
    agency.hand_over(case())
    agency.tell("fjordbo-17-1", with_paper())
    (first, second) = postbox.messages
    assert postbox.recipients == ["sager@havn.example"] * 2
    assert (first["Reply-To"], first["Subject"]) == ("bo@fjordbo.example", "Fjordbo ApS: case S-17")
    assert str(first["Message-ID"]).startswith("<fjordbo-17-1@")
    assert [part.get_filename() for part in second.iter_attachments()] == ["krav-fjordbo-17-1-word-w4.zip"]


def test_a_mail_that_nobody_confirmed_is_looked_up_by_a_person(postbox: Postbox) -> None:
    agency = opened(InBox(postbox, partner("mail"), {"to": "sager@havn.example"}))
    postbox.says_to_message = "silence"
    with pytest.raises(Uncertain):
        agency.hand_over(case())
    for ask in (lambda: agency.handed_over(case().key), lambda: agency.told("x", "w1")):
        with pytest.raises(Uncertain, match="Ask the agency"):
            ask()


@pytest.mark.parametrize("to", ["", "nobody", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example"])
def test_an_address_that_is_none_is_refused(to: str) -> None:
    with pytest.raises(Refused):
        partner("mail").allowed({"to": to})


def test_a_file_is_never_there_by_half(in_folder: InFolder) -> None:
    agency = opened(in_folder)
    in_folder.fail()
    with pytest.raises(Uncertain):
        agency.hand_over(case())
    assert list(in_folder.folder.files) == ["/in/krav-S-17-fjordbo-17-1.zip.part"]
    assert agency.handed_over(case().key) is None
    in_folder.mend()
    agency.hand_over(case())
    assert list(in_folder.folder.files) == ["/in/krav-S-17-fjordbo-17-1.zip"]


def test_another_file_of_the_same_name_is_left_alone(in_folder: InFolder) -> None:
    agency = opened(in_folder)
    in_folder.folder.files["/in/krav-S-17-fjordbo-17-1.zip"] = b"something else"
    with pytest.raises(Refused, match="another file"):
        agency.hand_over(case())
    assert in_folder.folder.files == {"/in/krav-S-17-fjordbo-17-1.zip": b"something else"}


def test_another_server_gets_nothing(in_folder: InFolder) -> None:
    agency = opened(in_folder)
    in_folder.folder.key = paramiko.ECDSAKey.generate()
    with pytest.raises(NotAllowed, match="another key"):
        agency.hand_over(case())
    assert in_folder.folder.files == {}


def test_a_private_key_opens_too(in_folder: InFolder) -> None:
    mine, text = paramiko.RSAKey.generate(2048), StringIO()
    mine.write_private_key(text)
    in_folder.folder.trusted = mine
    in_folder.told = {**in_folder.told, "password": "", "key": text.getvalue()}
    assert opened(in_folder).look() == "krav@127.0.0.1"
    in_folder.folder.trusted = None
    with pytest.raises(NotAllowed):
        opened(in_folder)


@pytest.mark.parametrize(
    "changed",
    [
        {"proof": "SHA256:short"},
        {"proof": ""},
        {"port": "99999"},
        {"port": "x"},
        {"user": ""},
        {"password": ""},
        {"password": "", "key": "no key"},
        {"host": "a host"},
        {"host": ""},
    ],
)
def test_what_cannot_be_a_folder_is_refused(in_folder: InFolder, changed: dict[str, str]) -> None:
    with pytest.raises(Refused):
        in_folder.partner.allowed({**in_folder.told, **changed})


def test_a_folder_inside_of_the_network_is_refused(in_folder: InFolder, settings: Settings) -> None:
    settings.KRAV_PRIVATE_ADDRESSES = False
    with pytest.raises(Refused, match="public"):
        in_folder.partner.allowed(in_folder.told)


def test_a_folder_that_is_not_there_is_unreachable(in_folder: InFolder) -> None:
    with pytest.raises(Unreachable):
        in_folder.partner.allowed({**in_folder.told, "port": "9"})
