"""Agencies that get a case file: they are asked nothing, and what they tell is told on by hand."""

from collections.abc import Iterator
from typing import Final

from krav.formats.values import AttachmentIn
from krav.wire import mail
from krav.wire.broken import Refused, Uncertain, Unreachable
from krav.wire.partners.file.bundle import MEDIA, bundle, case_end, case_name, word_end, word_file, word_name
from krav.wire.partners.values import Accepted, CaseOut, NewsPage, Quote, Standing, WordOut
from krav.wire.sftp import Place, names, put

_WORDS: Final = "handed over as a file"
_UNASKED: Final = "{system} cannot be asked whether it has what was sent. Ask the agency, and say so here."


class Silent:
    """What all of them have in common: nothing comes back."""

    def quote(self, case: CaseOut) -> Quote | None:  # noqa: ARG002 as the protocol says
        """None: the agreement tells."""
        return None

    def news(self, cursor: str) -> Iterator[NewsPage]:
        """One page with nothing."""
        yield NewsPage(cursor)

    def document(self, name: str) -> AttachmentIn | None:  # noqa: ARG002
        """None: no news names one."""
        return None


class DownloadAgency(Silent):
    """A person downloads the file and hands it over; a person tells the agency of everything else."""

    def look(self) -> str:
        """There is nothing to look at."""
        return ""

    def hand_over(self, case: CaseOut) -> Accepted:
        """The file is ready; whoever downloads it hands it over."""
        return _accepted(case.key)

    def handed_over(self, key: str) -> Accepted | None:
        """As it was."""
        return _accepted(key)

    def tell(self, reference: str, word: WordOut) -> None:
        """A person tells it."""

    def told(self, reference: str, key: str) -> bool:  # noqa: ARG002
        """Nothing is left to tell."""
        return True


class MailAgency(Silent):
    """The file as an attachment. A mail server that fell silent cannot be asked: a person looks."""

    def __init__(self, name: str, sender: str, to: str, language: str = "en") -> None:
        """Nothing is sent yet."""
        self._name, self._sender, self._to, self._language = name, sender, to, language

    def look(self) -> str:
        """The address."""
        return self._to

    def hand_over(self, case: CaseOut) -> Accepted:
        """Mails the file."""
        said = f"{case.creditor.name} hands case {case.number} over to you. All of it is in the attached file."
        reply = case.creditor.email or self._sender
        self._send(case.key, f"{case.creditor.name}: case {case.number}", said, case_name(case), bundle(case), MEDIA, reply)
        return _accepted(case.key)

    def handed_over(self, key: str) -> Accepted | None:  # noqa: ARG002
        """Nobody can say.

        Raises:
            Uncertain: always.
        """
        raise Uncertain(_UNASKED, {"system": self._name})

    def tell(self, reference: str, word: WordOut) -> None:
        """Mails what is told, as the contract writes it."""
        said = f"About the case with our key {reference}: {word.kind} of {word.on}. {word.words}".strip()
        media = MEDIA if word.document else "application/json"
        name, content = word_name(reference, word), word_file(reference, word)
        self._send(word.key, f"Case {reference}: {word.kind}", said, name, content, media, self._sender)

    def told(self, reference: str, key: str) -> bool:  # noqa: ARG002
        """Nobody can say.

        Raises:
            Uncertain: always.
        """
        raise Uncertain(_UNASKED, {"system": self._name})

    def _send(self, key: str, subject: str, body: str, name: str, content: bytes, media: str, reply: str) -> None:
        plain = " ".join(subject.split())
        letter = mail.Mail(self._sender, reply, self._to, plain, body, name, content, f"{key}@{_host(self._sender)}", media)
        try:
            mail.send(letter)
        except mail.MailRefused as error:
            raise (Refused if error.lasting else Unreachable)(str(error)) from error
        except mail.MailUncertain as error:
            raise Uncertain(str(error)) from error


class SftpAgency(Silent):
    """The file in the agency's folder; what lies there says whether it came."""

    def __init__(self, place: Place) -> None:
        """Nothing is asked yet."""
        self._place = place

    def look(self) -> str:
        """The folder, once it has been seen."""
        names(self._place)
        return f"{self._place.user}@{self._place.host}"

    def hand_over(self, case: CaseOut) -> Accepted:
        """Puts the file there, once by its name."""
        put(self._place, case_name(case), bundle(case))
        return _accepted(case.key)

    def handed_over(self, key: str) -> Accepted | None:
        """Whether the file is there."""
        return _accepted(key) if any(name.endswith(case_end(key)) for name in names(self._place)) else None

    def tell(self, reference: str, word: WordOut) -> None:
        """Puts what is told there, as the contract writes it."""
        put(self._place, word_name(reference, word), word_file(reference, word))

    def told(self, reference: str, key: str) -> bool:  # noqa: ARG002 the key is enough
        """Whether that file is there."""
        return any(word_end(key) in name and not name.endswith(".part") for name in names(self._place))


def _accepted(key: str) -> Accepted:
    """The agency has no name of the case that we know: ours is its name."""
    return Accepted(key, Standing.RECEIVED, _WORDS)


def _host(address: str) -> str:
    return address.rpartition("@")[2].strip("<> ") or "krav.invalid"
