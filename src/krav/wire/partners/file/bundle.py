"""A case, or a word about one, as files: the same bytes from the same facts."""

import json
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from krav.wire.partners.contract import written
from krav.wire.partners.values import CaseOut, WordOut

MEDIA: Final = "application/zip"
_LETTERS: Final = 60


def bundle(case: CaseOut) -> bytes:
    """The file of a case as one ZIP: what is handed over, the case file as data, and every paper once."""
    whole = {**written.case_to_price(case), "account": case.account, "words": case.words}
    files = {"hand-over.json": _json(whole)}
    if case.data:
        files["case-file.json"] = case.data
    for each in case.documents:
        files[_free(each.name, files)] = each.content
    return _packed(files, case.on.timetuple()[:3])


def word_file(reference: str, word: WordOut) -> bytes:
    """What is told of a case, as the contract writes it, with its paper beside it."""
    told = {"case": reference, **written.word(word)}
    paper = word.document
    if paper is None:
        return _json(told)
    told["document"] = {name: value for name, value in written.document(paper).items() if name != "content"}
    files = {"word.json": _json(told)}
    files[_free(paper.name, files)] = paper.content
    return _packed(files, word.on.timetuple()[:3])


def case_name(case: CaseOut) -> str:
    """What the file of a case is called; its end names the case once and for all."""
    return f"krav-{plain(case.number)}{case_end(case.key)}"


def case_end(key: str) -> str:
    """How the name of a case's file ends."""
    return f"-{plain(key)}.zip"


def word_name(reference: str, word: WordOut) -> str:
    """What the file of a word is called."""
    return f"krav-{plain(reference)}{word_end(word.key)}{'zip' if word.document else 'json'}"


def word_end(key: str) -> str:
    """How the name of a word's file ends, but for its kind."""
    return f"-word-{plain(key)}."


def plain(words: str) -> str:
    """Words as part of a file's name on any machine."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in words)[:_LETTERS].strip("-")


def _free(name: str, taken: dict[str, bytes]) -> str:
    """The name of a paper, another one where it is taken."""
    stem, dot, kind = name.replace("/", "-").replace("\\", "-").rpartition(".")
    stem, kind = (stem, f".{kind}") if dot else (kind, "")
    found, count = f"{stem}{kind}", 2
    while found in taken:
        found, count = f"{stem}-{count}{kind}", count + 1
    return found


def _packed(files: dict[str, bytes], day: tuple[int, ...]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as into:
        for name, content in files.items():
            told = ZipInfo(name, (day[0], day[1], day[2], 0, 0, 0))
            told.compress_type, told.create_system = ZIP_DEFLATED, 3
            into.writestr(told, content)
    return made.getvalue()


def _json(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
