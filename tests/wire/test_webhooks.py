"""Where events may go: the public internet by https, and nowhere that a server should not be led to."""

import socket
import ssl
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pytest_django.fixtures import Settings

from krav.kernel.refusal import KravError
from krav.wire import clock
from krav.wire.webhooks import goal, post
from tests.wire.hooked import Says, hooked

Place = tuple[int, int, int, str, tuple[str, int]]

PUBLIC = "93.184.215.14"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://93.184.215.14/",
        "http://93.184.215.14/",
        "//93.184.215.14/",
        "https:///path",
        "https://user:password@93.184.215.14/",
        "https://user@93.184.215.14/",
        "https://93.184.215.14:0/",
        "https://93.184.215.14:99999/",
        "https://93.184.215.14/a b",
        "https://93.184.215.14/\r\nKrav-Event: x",
        "https://blåbær.example/",
        "https://93.184.215.14/" + "x" * 300,
        "https://[::1/",
    ],
)
def test_what_is_no_address_for_it(url: str) -> None:
    with pytest.raises(KravError, match="cannot be told of events"):
        goal(url)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0.0.0.0",  # noqa: S104 asked for, not listened on
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fd00::1]",
        "[ff0e::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::7f00:1]",
        "[::127.0.0.1]",
        "[::ffff:0:7f00:1]",
        "[fec0::1]",
        "[fd00:ec2::254]",
        "[2001:db8::1]",
        "[3fff::1]",
        "[5f00::1]",
        "192.0.0.192",
        "192.88.99.1",
        "198.18.0.1",
        "240.0.0.1",
        "0x7f.1",
        "[2002:7f00:1::]",
        "localhost",
    ],
)
def test_a_private_place_is_refused(host: str) -> None:
    with pytest.raises(KravError, match="private network"):
        goal(f"https://{host}/hooks")


def test_a_public_place_is_taken_as_it_is() -> None:
    found = goal(f"https://{PUBLIC}:8443/hooks?a=b")
    assert found == (True, PUBLIC, 8443, "/hooks?a=b", (PUBLIC,))


def looked_up(*places: str) -> Callable[..., list[Place]]:
    def look_up(host: str, port: int, **_: object) -> list[Place]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port)) for place in places]

    return look_up


def test_a_name_that_also_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("krav.wire.webhooks.socket.getaddrinfo", looked_up(PUBLIC, "10.0.0.1"))
    with pytest.raises(KravError, match="private network"):
        goal("https://hooks.example/")


def test_a_name_that_is_nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr("krav.wire.webhooks.socket.getaddrinfo", unknown)
    with pytest.raises(KravError, match=r"called nobody\.example"):
        goal("https://nobody.example/")


@pytest.fixture
def asked(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that are looked up; hooks.example is this machine."""
    settings.KRAV_PRIVATE_ADDRESSES = True
    names: list[str] = []
    real = socket.getaddrinfo

    def once(host: str, port: int, family: int = 0, type: int = 0) -> list[Any]:  # noqa: A002 its own names
        names.append(host)
        return looked_up("127.0.0.1")(host, port) if host == "hooks.example" else real(host, port, family, type)

    monkeypatch.setattr("socket.getaddrinfo", once)
    return names


def test_it_goes_where_the_name_led_and_is_addressed_to_the_name(asked: list[str]) -> None:
    """A second look-up may lead elsewhere: only what was looked at is connected to."""
    with hooked() as program:
        url = program.url.replace("127.0.0.1", "hooks.example")
        assert post(url, b"{}", {}) == (200, "thank you")
        assert program.got[0].headers["Host"] == url.split("/")[2]
        assert program.got[0].headers["Content-Type"] == "application/json"
    assert asked.count("hooks.example") == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for hooks.example that nobody vouches for but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hooks.example")])
    now = clock.now()
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
    names = x509.SubjectAlternativeName([x509.DNSName("hooks.example")])
    signed = made.add_extension(names, critical=False).sign(key, SHA256())
    clear = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = tmp_path_factory.mktemp("tls") / "hooks.pem"
    path.write_bytes(clear + signed.public_bytes(Encoding.PEM))
    return path


def test_a_certificate_that_is_vouched_for_and_of_the_name_is_told(
    asked: list[str], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hooked(certificate) as program:
        url = program.url.replace("127.0.0.1", "hooks.example")
        stranger = post(url, b"{}", {})
        assert (stranger.status, "certificate" in stranger.said.lower()) == (0, True)
        monkeypatch.setattr("krav.wire.webhooks._trusted", lambda: ssl.create_default_context(cafile=str(certificate)))
        assert post(url, b"{}", {}) == (200, "thank you")
        assert post(program.url, b"{}", {}).status == 0  # the same program under a name that is not the certificate's
        assert len(program.got) == 1
    assert asked.count("hooks.example") == 2


def test_who_shows_no_certificate_is_not_told(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("krav.wire.webhooks.PATIENCE", 0.5)
    with hooked() as program:
        answer = post(program.url.replace("http:", "https:"), b"{}", {})
        assert answer.status == 0
        assert program.got == []


def test_nobody_there(settings: Settings) -> None:
    settings.KRAV_PRIVATE_ADDRESSES = True
    with hooked() as program:
        url = program.url
    status, said = post(url, b"{}", {})
    assert status == 0
    assert said.startswith("no answer: ")


def test_a_long_answer_is_not_read_to_its_end(settings: Settings) -> None:
    settings.KRAV_PRIVATE_ADDRESSES = True
    with hooked() as program:
        program.usual = Says(200, b"yes \x00 \xff " + b"a" * 5_000_000)
        status, said = post(program.url, b"{}", {})
    assert status == 200
    assert said.startswith("yes � aaaa")
    assert len(said) <= 180
