"""A print house by its folder: the stories of every carrier, and what comes back beside the letters."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

import paramiko
import pytest
from pytest_django.fixtures import Settings

from krav.wire.broken import NotAllowed, Refused, Uncertain
from krav.wire.sending.carriers import carrier
from krav.wire.sending.protocol import Taken
from krav.wire.sftp import private_key
from tests.wire.accounting.server import Server, Told
from tests.wire.partners.file.server import PASSWORD, Folder, serving
from tests.wire.sending.contract import Stories, surely
from tests.wire.sending.standins import Carried

PLACE = "2026-0417.exempel_krav"


@dataclass
class InFolder(Carried):
    """A print house's folder, as the stories want it."""

    folder: Folder | None = None

    @property
    def files(self) -> dict[str, bytes]:
        """What lies there."""
        assert self.folder
        return self.folder.files

    def fails(self, *faults: str) -> None:
        """What becomes of the files that are written next; an empty word is nothing."""
        assert self.folder
        self.folder.faults.clear()
        self.folder.faults.extend(faults)

    def noted(self) -> list[dict[str, Any]]:
        """Takes the letters as a print house does: those whose JSON is there, with the PDF that it names."""
        told = {name: json.loads(content) for name, content in sorted(self.files.items()) if name.endswith(".json")}
        assert all(name.removesuffix(".json") + ".pdf" in self.files for name in told)
        return list(told.values())


@pytest.fixture
def at(settings: Settings) -> Iterator[InFolder]:
    settings.KRAV_PRIVATE_ADDRESSES = True
    with serving(Folder(paramiko.ECDSAKey.generate())) as folder:
        rights = {"host": "127.0.0.1", "port": str(folder.port), "user": "krav", "password": PASSWORD, "proof": folder.proof}
        chosen = carrier("printsftp")
        kept = chosen.allowed(rights | {"folder": "/out"})
        yield InFolder(chosen, kept, Server(lambda _: Told()), gone={**kept, "password": "other"}, folder=folder)


class TestFolder(Stories):
    def test_a_letter_is_handed_over_once(self, at: Carried) -> None:
        for _ in range(2):
            assert at.line().hand_over(at.parcel()) == Taken(PLACE, 1)
        (told,) = folder_of(at).noted()
        assert told["to"]["name"] == "Ann Prov"
        assert not {"email", "phone", "number"} & set(told["to"])

    def test_a_letter_whose_answer_is_lost_is_there_once(self, at: Carried) -> None:
        house = folder_of(at)
        for run, faults in enumerate((["lose"], ["fail"], ["", "lose"], ["", "fail"], ["lose", "fail", "lose"])):
            house.fails(*faults)
            assert surely(at.line(), at.parcel(f"{run}.exempel@krav")).place == f"{run}.exempel_krav"
            assert not (house.folder and house.folder.faults), "every fault came"
            assert len(house.noted()) == run + 1
        assert len(house.files) == 2 * 5

    def test_letters_sent_are_letters_meant_under_every_fault(self, at: Carried) -> None:
        house, chance = folder_of(at), Random(17)
        for run in range(8):
            house.fails(chance.choice(["", "lose", "fail"]), chance.choice(["", "lose", "fail"]))
            assert surely(at.line(), at.parcel(f"2026-{run:04}.exempel@krav")).place
        assert [told["key"] for told in house.noted()] == [f"2026-{run:04}.exempel@krav" for run in range(8)]


def folder_of(at: Carried) -> InFolder:
    assert isinstance(at, InFolder)
    return at


def test_what_the_print_house_took_is_not_handed_over_again(at: InFolder) -> None:
    at.fails("", "lose")
    with pytest.raises(Uncertain):
        at.line().hand_over(at.parcel())
    for name in [*at.files]:
        del at.files[name]
    at.files[f"/out/{PLACE}.receipt.json"] = b'{"receipts": []}'
    assert at.line().taken(at.parcel()) == Taken(PLACE, 1)


def test_a_name_that_is_taken_by_another_letter_is_left_alone(at: InFolder) -> None:
    at.files[f"/out/{PLACE}.pdf"] = b"another"
    with pytest.raises(Refused, match="another file"):
        at.line().hand_over(at.parcel())
    assert at.files == {f"/out/{PLACE}.pdf": b"another"}


def test_receipts_come_back_and_one_by_half_keeps_no_other(at: InFolder) -> None:
    printed = {"kind": "printed", "at": "2026-11-20T10:00:00Z"}
    whole = json.dumps({"receipts": [printed, {"kind": "bounced", "at": "2026-11-23T08:00:00", "words": "Moved"}]}).encode()
    eaten, noon = b'{"receipts": [{"kind": "eaten"}]}', b'{"receipts": [{"kind": "posted", "at": "noon"}]}'
    lie = {"A": b'{"recei', "B": whole, "C": b"[]", "D": b'{"receipts": [7]}', "E": eaten, "F": noon, "other": whole}
    for place, told in lie.items():
        at.files[f"/out/{place}.receipt.json"] = told
    found = list(at.line().receipts(("A", "B", "C", "D", "E", "F", "G")))
    assert [(told.place, told.kind, told.words) for told in found] == [("B", "printed", ""), ("B", "bounced", "Moved")]
    assert [told.at for told in found] == [datetime(2026, 11, 20, 10, tzinfo=UTC), datetime(2026, 11, 23, 8, tzinfo=UTC)]
    assert len({told.key for told in found}) == 2
    at.files["/out/A.receipt.json"] = whole
    assert {told.place for told in at.line().receipts(("A",))} == {"A"}


def test_all_receipts_are_read_on_one_line(at: InFolder) -> None:
    assert at.folder
    for place in range(20):
        at.files[f"/out/{place}.receipt.json"] = b'{"receipts": [{"kind": "posted", "at": "2026-11-20T10:00:00Z"}]}'
    assert len(list(at.line().receipts(tuple(map(str, range(20)))))) == 20
    assert len(at.folder.lines) == 1
    assert list(at.line().receipts(())) == []
    assert len(at.folder.lines) == 1


def test_another_server_gets_no_letter(at: InFolder) -> None:
    at.rights = {**at.rights, "proof": "SHA256:" + "A" * 43}
    with pytest.raises(NotAllowed, match="another key"):
        at.line().hand_over(at.parcel())
    assert at.files == {}


@pytest.mark.parametrize(("changed", "words"), [
    ({"port": "0"}, "no port"), ({"port": "65536"}, "no port"), ({"port": "x"}, "no port"),
    ({"proof": "MD5:aa"}, "no fingerprint"), ({"password": ""}, "Password is missing"),
    ({"key": "nonsense"}, "no private key"),
])  # fmt: skip
def test_what_cannot_be_a_folder_is_refused(at: InFolder, changed: dict[str, str], words: str) -> None:
    with pytest.raises(Refused, match=words):
        at.carrier.allowed({**at.rights, **changed})
    with pytest.raises(Refused):
        private_key("nonsense")
