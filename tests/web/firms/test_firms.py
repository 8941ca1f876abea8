"""A firm's pages: its clients at once, its people, offers and invitations, its name at its clients, and the kit."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from krav.actions.firms import CLIENT, FIRM, change_firm
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.queries.firms import colleagues, keeper
from krav.store.queries.people import members
from tests.actions.firms import BODIL, colleague, firm, taken_on
from tests.web.cast import browser, person, text
from tests.web.downloads import is_file, is_shown, wrong_with

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="10"><rect width="60" height="10"/></svg>'
SLUG = "holm-bogholderi-aps"


def at(name: str, **more: object) -> str:
    return reverse(name, kwargs={"slug": SLUG, **more})


@pytest.fixture
def holm(db: None) -> int:
    return firm()


@pytest.fixture
def bodil(holm: int) -> Client:
    assert holm
    return browser(rows.User.objects.get(email=BODIL.name))


def places(patterns: list[URLPattern | URLResolver], before: str = "") -> list[str]:
    found: list[str] = []
    for each in patterns:
        route = before + str(each.pattern)
        found += places(each.url_patterns, route) if isinstance(each, URLResolver) else [route]
    return [route for route in found if route.startswith("firm/")]


def asked(route: str) -> str:
    names = {
        "slug": SLUG, "client": "fjordbo", "user_id": "999999999", "language": "da", "part": "page.txt",
        "order_id": "999999999",
    }  # fmt: skip
    return "/" + re.sub(r"<\w+:(\w+)>", lambda found: names.get(found[1], "999999999"), route)


FIRM_PLACES = places(get_resolver().url_patterns)


def test_a_stranger_finds_no_firm_and_nobody_is_sent_to_log_in(stranger: Client, client: Client, holm: int) -> None:
    assert len(FIRM_PLACES) > 10
    for route in FIRM_PLACES:
        for method in ("get", "post"):
            assert getattr(stranger, method)(asked(route)).status_code in {404, 405}, route
            answer = getattr(client, method)(asked(route))
            assert answer.status_code == 405 or answer["Location"].startswith("/account/login/"), route
    assert holm


def test_a_guest_of_the_firm_sees_and_changes_nothing(holm: int, owed: int) -> None:
    taken_on(owed, holm)
    gerda = colleague(holm, "gerda@holm.example", Role.GUEST)
    client = browser(rows.User.objects.get(pk=gerda))
    before = list(rows.Client.objects.values_list())
    for name in ("firm", "firm_people", "firm_settings", "firm_kit"):
        assert client.get(at(name)).status_code == 200, name
    for url in (
        at("firm_add"), at("firm_offer"), at("firm_pays", client="fjordbo"), at("firm_end", client="fjordbo"),
        at("firm_people"), at("firm_people_role", user_id=gerda), at("firm_people_remove", user_id=gerda), at("firm_order"),
    ):  # fmt: skip
        assert client.post(url).status_code == 403, url
    answer = client.post(at("firm_settings"), {"section": "markup", "markup": "10"})
    assert answer.status_code == 403
    assert "Bodil Holm" in text(answer)
    assert list(rows.Client.objects.values_list()) == before


def test_all_clients_stand_on_one_page_with_what_they_need(bodil: Client, holm: int, owed: int, nordlys: int) -> None:
    taken_on(owed, holm, pays=FIRM)
    taken_on(nordlys, holm)
    shown = text(bodil.get(at("firm")))
    assert "2 clients. 1 needs you." in shown
    assert "Fjordbo" in shown
    assert "Nordlys" in shown
    assert "from the firm’s" in shown
    assert "Nordlys" not in text(bodil.get(at("firm"), {"find": "fjord"})).partition("Who pays")[0]


def test_without_a_seat_a_client_is_only_named(bodil: Client, holm: int, owed: int) -> None:
    taken_on(owed, holm)
    rows.Membership.objects.filter(account_id=owed).delete()
    shown = text(bodil.get(at("firm")))
    assert "You have no place on it." in shown
    assert bodil.get("/a/fjordbo/invoices/").status_code == 404
    assert "Open at all clients Nothing." in shown


def test_a_client_of_one_s_own_is_taken_on_at_once(bodil: Client, holm: int, fjordbo: int) -> None:
    rows.Membership.objects.create(account_id=fjordbo, user=rows.User.objects.get(email=BODIL.name), role=Role.ADMINISTRATOR)
    answer = bodil.post(at("firm_add"), {"account": "fjordbo", "pays": "firm", "key": "k"}, follow=True)
    assert "is a client of Holm Bogholderi ApS now" in text(answer)
    client = keeper(fjordbo)
    assert client
    assert (client.firm_id, client.pays) == (holm, FIRM)
    bodil.post(at("firm_pays", client="fjordbo"), {"pays": "client"})
    assert rows.Client.objects.get().pays == CLIENT
    assert "no client any more" in text(bodil.post(at("firm_end", client="fjordbo"), follow=True))
    assert bodil.post(at("firm_end", client="fjordbo")).status_code == 404
    assert bodil.post(at("firm_add"), {"account": "nordlys"}).status_code == 404


def test_a_company_takes_the_offer_by_its_link(bodil: Client, administrator: Client, guest: Client, fjordbo: int) -> None:
    page = bodil.post(at("firm_offer"), {"pays": "client", "highest": "2"})
    (link,) = re.findall(r"http://testserver(/offered/\S+?/)<", page.content.decode())
    shown = text(administrator.get(link))
    assert "Bodil Holm (Caseworker)" in shown
    assert "You pay from your own credits." in shown
    assert "You administer no account without a firm." in text(guest.get(link))
    assert guest.post(link, {"account": "fjordbo"}).status_code == 409
    assert administrator.post(link, {"account": "elsewhere"}).status_code == 422
    answer = administrator.post(link, {"account": "fjordbo", "key": "k"}, follow=True)
    assert "Holm Bogholderi ApS" in text(answer)
    assert {each.email: each.role for each in members(fjordbo)}[BODIL.name] is Role.CASEWORKER
    assert administrator.get(link[:-4] + "x/").status_code == 404


def test_somebody_is_asked_to_work_there_and_gets_their_seats(bodil: Client, holm: int, owed: int) -> None:
    taken_on(owed, holm)
    bodil.post(at("firm_people"), {"email": "gorm@holm.example", "role": "2"})
    (link,) = re.findall(r"http://testserver(/works/\S+/)", str(mail.outbox[-1].body))
    other = browser(person("other@holm.example"))
    assert other.post(link).status_code == 403
    gorm = browser(person("gorm@holm.example"))
    assert "Your role: Caseworker" in text(gorm.get(link))
    assert gorm.post(link).status_code == 302
    assert [each.email for each in colleagues(holm)] == [BODIL.name, "gorm@holm.example"]
    assert gorm.get("/a/fjordbo/invoices/").status_code == 200
    assert gorm.post(link).status_code == 409
    gorm_id = rows.User.objects.get(email="gorm@holm.example").pk
    bodil.post(at("firm_people_role", user_id=gorm_id), {"role": "1"})
    assert {each.email: each.role for each in members(owed)}["gorm@holm.example"] is Role.GUEST
    bodil.post(at("firm_people_remove", user_id=gorm_id))
    assert gorm.get("/a/fjordbo/invoices/").status_code == 404


def test_the_settings_are_saved_a_section_at_a_time(bodil: Client, holm: int) -> None:
    logo = SimpleUploadedFile("logo.svg", LOGO)
    said = {"section": "brand", "words": "Løn", "accent": "#102030", "logo": logo}
    assert bodil.post(at("firm_settings"), said).status_code == 302
    assert bodil.post(at("firm_settings"), {"section": "markup", "markup": "12.50"}).status_code == 302
    found = rows.Firm.objects.get(pk=holm)
    assert (found.words, found.accent, found.markup, bool(found.logo)) == ("Løn", "#102030", 1250, True)
    assert bodil.get(at("firm_logo"))["Content-Type"] == "image/png"
    refused = bodil.post(at("firm_settings"), {"section": "brand", "words": "Vi klarer inkasso"})
    assert refused.status_code == 422
    assert "look like a collection agency" in text(refused)
    assert bodil.post(at("firm_settings"), {"section": "markup", "markup": "much"}).status_code == 422
    bodil.post(at("firm_order"), {"module": "bookkeeper", "words": "soon"})
    assert "Waits for an answer" in text(bodil.get(at("firm_settings")))


def test_clients_see_who_keeps_their_books_until_they_say_no(
    administrator: Client, guest: Client, holm: int, owed: int
) -> None:
    assert "No firm looks after this account" in text(administrator.get("/a/fjordbo/settings/firm/"))
    taken_on(owed, holm, pays=FIRM)
    assert "Holm Bogholderi ApS · Bogføring og løn" in text(guest.get("/a/fjordbo/invoices/"))
    assert guest.post("/a/fjordbo/settings/firm/change/", {"branded": "0"}).status_code == 403
    administrator.post("/a/fjordbo/settings/firm/change/", {"branded": "0"})
    assert "Holm Bogholderi" not in text(guest.get("/a/fjordbo/invoices/"))
    administrator.post("/a/fjordbo/settings/firm/change/", {"pays": "client", "key": "p"})
    assert rows.Client.objects.get().pays == CLIENT
    assert administrator.post("/a/fjordbo/settings/firm/change/", {"pays": "firm", "key": "q"}).status_code == 409
    administrator.post("/a/fjordbo/settings/firm/end/")
    assert keeper(owed) is None


def test_a_firm_s_words_are_shown_as_words(bodil: Client, holm: int, owed: int) -> None:
    taken_on(owed, holm)
    change_firm(holm, {"words": "<script>alert(1)</script>"}, by=BODIL)
    assert b"<script>alert(1)" not in bodil.get("/a/fjordbo/invoices/").content
    assert b"<script>alert(1)" not in bodil.get(at("firm_kit")).content


def test_what_is_no_page_of_the_firm_is_saved_or_made_by_krav_itself(bodil: Client) -> None:
    bodil.post(at("firm_settings"), {"section": "brand", "logo": SimpleUploadedFile("logo.svg", LOGO)})
    found = {route: bodil.get(asked(route)) for route in [*FIRM_PLACES, "firm/<slug:slug>/kit/da/leaflet.pdf"]}
    files = {route: answer for route, answer in found.items() if is_file(answer)}
    assert {route: list(wrong_with(answer)) for route, answer in files.items() if list(wrong_with(answer))} == {}
    assert len(files) > 3
    assert [route for route, answer in files.items() if is_shown(answer)] == ["firm/<slug:slug>/logo.png"]


def test_the_kit_is_read_and_packed(bodil: Client) -> None:
    shown = text(bodil.get(at("firm_kit"), {"in": "sv"}))
    assert "Vi håller koll på era obetalda fakturor" in shown
    with ZipFile(BytesIO(bodil.get(at("firm_kit_zip")).content)) as archive:
        assert len(archive.namelist()) == 20
    assert bodil.get(at("firm_kit_part", language="da", part="leaflet.pdf")).content[:5] == b"%PDF-"
    assert bodil.get(at("firm_kit_part", language="xx", part="leaflet.pdf")).status_code == 404
    assert bodil.get(at("firm_kit_part", language="da", part="nothing.pdf")).status_code == 404
