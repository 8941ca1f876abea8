"""A body that is larger than what a page or an operation can use is refused in plain words, and is not read."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from krav.kernel.role import Role
from krav.web.bounds import FILED
from tests.api.cast import ROOT, key
from tests.web.cast import text

MB = 1024 * 1024


class Unread:
    """A body that must not be read."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("The body was read.")

    readline = read


def send(client: Client, path: str, length: int, kind: str, **headers: str) -> Any:  # noqa: ANN401 the client's own
    told = {"CONTENT_LENGTH": str(length), "CONTENT_TYPE": kind, "wsgi.input": Unread()}
    return client.generic("POST", path, headers=headers, **told)  # type: ignore[arg-type]


@pytest.fixture
def careful(caseworker: Client) -> Client:
    """A browser whose forms are looked at, which reads them."""
    caseworker.handler.enforce_csrf_checks = True
    return caseworker


WORDS, FORM = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"


@pytest.mark.parametrize(
    ("path", "length", "kind", "most"),
    [
        ("/a/fjordbo/customers/", 4 * MB, WORDS, 3),
        ("/a/fjordbo/customers/", 4 * MB, FORM, 3),
        ("/a/fjordbo/import/", 4 * MB, WORDS, 3),
        ("/a/fjordbo/import/", 101 * MB, FORM, 100),
        ("/hooks/partner/1/token/", 4 * MB, "application/json", 3),
        ("/hooks/carrier/1/token/", 4 * MB, "application/json", 3),
    ],
)
def test_a_page_refuses_more_than_it_can_use(careful: Client, path: str, length: int, kind: str, most: int) -> None:
    page = send(careful, path, length, kind)
    assert page.status_code == 413
    assert f"larger than {most} MB" in text(page)


@pytest.mark.django_db
def test_who_is_not_logged_in_gives_no_files() -> None:
    assert send(Client(enforce_csrf_checks=True), "/a/fjordbo/import/", 4 * MB, FORM).status_code == 413


@pytest.mark.parametrize(("length", "kind"), [(4 * MB, "application/json"), (26 * MB, FORM)])
@pytest.mark.parametrize("path", ["/imports", "/claims/steps"])
def test_an_operation_refuses_more_than_it_can_use(fjordbo: int, path: str, length: int, kind: str) -> None:
    bearer = f"Bearer {key(fjordbo, Role.CASEWORKER)}"
    answer = send(Client(), ROOT + path, length, kind, Authorization=bearer)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert "Nothing was taken in" in answer.json()["message"]


def test_a_stranger_is_refused_unread(fjordbo: int) -> None:
    assert send(Client(), f"{ROOT}/imports", 26 * MB, FORM).status_code == 401


def test_too_many_fields_are_refused_on_a_page(caseworker: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    page = caseworker.post("/a/fjordbo/import/", {f"field{number}": "1" for number in range(20)})
    assert page.status_code == 400
    assert "Nothing was changed" in text(page)


def test_every_page_of_files_is_there() -> None:
    assert set(names(get_resolver().url_patterns)) >= FILED


def names(patterns: list[URLPattern | URLResolver]) -> list[str]:
    found: list[str] = []
    for each in patterns:
        found += names(each.url_patterns) if isinstance(each, URLResolver) else [each.name or ""]
    return found
