"""Any agency or lawyer, by one of three ways that a case file goes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from krav.wire.broken import Refused
from krav.wire.partners.file.agencies import DownloadAgency, MailAgency, SftpAgency
from krav.wire.partners.values import NewsIn, Prices
from krav.wire.places import told_host
from krav.wire.rights import Field, Headers, Rights, Told
from krav.wire.sftp import Place, private_key

_PORT: Final = 22
_PROOF: Final = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")
_VERIFIED: Final = (
    "The case file is Krav's own (docs/schemas, docs/partner-contract.md). Nothing comes back by this way: "
    "what the agency tells is told on by hand."
)
_NOTHING_HEARD: Final = "{system} tells nothing by itself."
_NO_MAIL: Final = "“{said}” is no e-mail address."
_NO_PORT: Final = "“{said}” is no port: write a number, or leave it empty for 22."
_NO_PROOF: Final = "“{said}” is no fingerprint: ask the agency for the one of its server's key, SHA256: and 43 letters."
_LACKING: Final = "{field} is missing."


@dataclass(frozen=True)
class _Mute:
    """What the three ways have in common."""

    verified: str = _VERIFIED
    countries: tuple[str, ...] = ()
    prices: Prices | None = None
    asks: bool = False
    notices: bool = False
    code: str = ""
    name: str = ""

    def heard(self, headers: Headers, body: bytes, secret: str, now: datetime) -> tuple[NewsIn, ...]:  # noqa: ARG002
        """Nothing.

        Raises:
            Refused: always.
        """
        raise Refused(_NOTHING_HEARD, {"system": self.name})


@dataclass(frozen=True)
class Download(_Mute):
    """A person downloads the file and hands it over."""

    code: str = "file"
    name: str = "Any agency or lawyer: a file to hand over yourself"
    fields: tuple[Field, ...] = ()
    ready: bool = True

    def allowed(self, told: Told) -> Told:  # noqa: ARG002
        """No rights are needed."""
        return {}

    def open(self, rights: Rights) -> DownloadAgency:  # noqa: ARG002
        """Whoever it is."""
        return DownloadAgency()


@dataclass(frozen=True)
class ByMail(_Mute):
    """The file goes by e-mail, from Krav's own address; answers go to the creditor."""

    code: str = "mail"
    name: str = "Any agency or lawyer: the file by e-mail"
    fields: tuple[Field, ...] = (Field("to", "The agency's e-mail address for new cases", secret=False),)

    @property
    def ready(self) -> bool:
        """Whether this installation has a mail server."""
        return bool(settings.KRAV_MAIL)

    def allowed(self, told: Told) -> Told:
        """The address.

        Raises:
            Refused: it is none.
        """
        to = told.get("to", "").strip()
        try:
            validate_email(to)
        except ValidationError as error:
            raise Refused(_NO_MAIL, {"said": to}) from error
        return {"to": to}

    def open(self, rights: Rights) -> MailAgency:
        """The agency."""
        return MailAgency(self.name, settings.DEFAULT_FROM_EMAIL, rights.now().get("to", ""))


@dataclass(frozen=True)
class BySftp(_Mute):
    """The file goes to a folder of the agency's."""

    code: str = "sftp"
    name: str = "Any agency or lawyer: the file by SFTP"
    fields: tuple[Field, ...] = (
        Field("host", "Server", secret=False),
        Field("port", "Port", secret=False, needed=False),
        Field("proof", "Fingerprint of the server's key (SHA256:…)", secret=False),
        Field("user", "User", secret=False),
        Field("password", "Password", needed=False),
        Field("key", "Private key, in the place of a password", needed=False),
        Field("folder", "Folder", secret=False, needed=False),
    )
    ready: bool = True

    def allowed(self, told: Told) -> Told:
        """The rights, once the folder has been seen with them.

        Raises:
            Refused: no public server, or it does not know them.
        """
        kept = {each.name: told.get(each.name, "").strip() for each in self.fields}
        for each in self.fields:
            if each.needed and not kept[each.name]:
                raise Refused(_LACKING, {"field": each.label})
        port = kept["port"] or str(_PORT)
        if not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65_536):
            raise Refused(_NO_PORT, {"said": port})
        if not _PROOF.fullmatch(kept["proof"]):
            raise Refused(_NO_PROOF, {"said": kept["proof"]})
        if kept["key"]:
            private_key(kept["key"])
        elif not kept["password"]:
            raise Refused(_LACKING, {"field": "Password"})
        told_host(kept["host"], int(port))
        SftpAgency(_place(self.name, kept)).look()
        return kept

    def open(self, rights: Rights) -> SftpAgency:
        """The folder."""
        return SftpAgency(_place(self.name, rights.now()))


def _place(name: str, told: Mapping[str, str]) -> Place:
    port = int(told.get("port") or _PORT)
    texts = (told.get(each, "") for each in ("user", "password", "key", "proof", "folder"))
    return Place(name, told.get("host", ""), port, *texts)
