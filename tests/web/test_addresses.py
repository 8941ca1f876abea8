"""Addresses put together from their pattern are those that Django finds."""

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from krav.web.addresses import address_of

VALUES = {"slug": "fjordbo-el", "part": "total", "name": "a b/å", "number": "2026-7"}


def told(key: str, converter: object) -> object:
    if type(converter).__name__ == "IntConverter":
        return 999_999_999
    return VALUES.get(key, "x-1")


def test_every_address_of_the_pages_is_the_same() -> None:
    compared = 0
    for name in [name for name in get_resolver().reverse_dict if isinstance(name, str)]:
        for possibilities, _regex, _defaults, converters in get_resolver().reverse_dict.getlist(name):
            for _form, names in possibilities:
                to = {key: told(key, converters.get(key)) for key in names}
                try:
                    wanted = reverse(name, kwargs=to)
                except NoReverseMatch:
                    continue
                assert address_of(name, **to) == wanted
                compared += 1
    assert compared > 100


@pytest.mark.parametrize("number", ["2026/7", "å 7", "50%"])
def test_what_must_be_quoted_is(number: str) -> None:
    asked = {"slug": "fjordbo", "number": number}
    try:
        wanted = reverse("invoices_letter", kwargs=asked)
    except NoReverseMatch:
        with pytest.raises(NoReverseMatch):
            address_of("invoices_letter", **asked)
    else:
        assert address_of("invoices_letter", **asked) == wanted


@pytest.mark.parametrize("to", [{"slug": "fjordbo", "claim_id": -1}, {"slug": "fjordbo", "claim_id": "x"}, {"slug": ""}])
def test_what_fits_no_view_is_refused(to: dict[str, object]) -> None:
    with pytest.raises(NoReverseMatch):
        address_of("invoices_claim", **to)
