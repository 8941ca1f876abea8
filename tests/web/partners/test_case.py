"""A case that lies with a partner: its news and money, a message, taking it back, another partner; told by hand; settled."""

import json

import pytest
from django.test import Client

from demo.agency.hooks import request
from demo.agency.server import Agency, Fault
from krav.actions.cases import open_case
from krav.actions.hand_overs import hand_over
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire import clock
from tests.actions.cast import ANN
from tests.web.cases.conftest import EXPIRED
from tests.web.cast import text
from tests.web.partners.conftest import CASES, PARTNERS, handed, worked


@pytest.fixture
def there(caseworker: Client, fjordbo: int, agreed: int, ripe: dict[str, int]) -> str:
    """The page of a case that the partner has."""
    return f"{CASES}{handed(caseworker, ripe, fjordbo)}/"


@pytest.fixture
def lawyer(fjordbo: int, by_letter: int, ripe: dict[str, int]) -> str:
    """The page of a case whose file a lawyer got."""
    case_id = open_case(fjordbo, list(ripe.values()), on=EXPIRED, by=ANN)
    hand_over(fjordbo, [case_id], by_letter, on=EXPIRED, by=ANN)
    worked(fjordbo)
    return f"{CASES}{case_id}/"


def reference(agency: Agency) -> str:
    return str(agency.desk.cases()[0]["reference"])


def test_its_news_and_money_come_back_by_themselves(
    caseworker: Client, fjordbo: int, agency: Agency, there: str, ripe: dict[str, int]
) -> None:
    agency.desk.move(reference(agency), "collecting", "Inddrives udenretligt", EXPIRED)
    agency.desk.pay(reference(agency), {"principal": 5_000_00}, on=EXPIRED)
    worked(fjordbo)
    page = text(caseworker.get(there)).replace("\xa0", " ")
    for words in ("Being collected", "“Inddrives udenretligt”", "Paid to the partner", "Paid there: Principal 5.000,00"):
        assert words in page
    assert "5.000,00" in text(caseworker.get(f"/a/fjordbo/invoices/{ripe['1001']}/"))


def test_paid_there_it_closes_and_leaves_the_lists(caseworker: Client, fjordbo: int, agency: Agency, there: str) -> None:
    with account_scope(fjordbo):
        case_id = rows.HandOver.objects.get().case_id
    total = json.loads(json.dumps(agency.desk.cases()[0]["told"]["claims"]))
    parts = {
        "principal": _sum(total, "principal"), "interest": _sum(total, "interest"),
        "fees": _sum(total, "fees") + _sum(total, "compensation"),
    }  # fmt: skip
    agency.desk.pay(reference(agency), parts, on=EXPIRED)
    agency.desk.move(reference(agency), "paid", "Betalt", EXPIRED)
    worked(fjordbo)
    assert "It was with" in text(caseworker.get(there)) or "Closed" in text(caseworker.get(there))
    assert f"/cases/{case_id}/" not in caseworker.get(f"{CASES}?status=partner").content.decode()
    assert "With Havn Inkasso" not in text(caseworker.get("/a/fjordbo/invoices/collection/"))


def _sum(claims: list[dict[str, str]], name: str) -> int:
    return sum(round(float(each[name]) * 100) for each in claims)


def test_a_message_goes_there_once(caseworker: Client, fjordbo: int, agency: Agency, there: str) -> None:
    for _ in range(2):
        caseworker.post(f"{there}partner/say/", {"text": "He called today.", "key": "m"})
    worked(fjordbo)
    said = [each for each in agency.desk.words(reference(agency)) if each["kind"] == "message"]
    assert [each["words"] for each in said] == ["He called today."]
    assert "Your message He called today. · Told" in text(caseworker.get(there))
    assert caseworker.post(f"{there}partner/say/", {"text": " "}).status_code == 422


def test_it_is_taken_back(caseworker: Client, fjordbo: int, agency: Agency, there: str) -> None:
    page = text(caseworker.post(f"{there}partner/recall/", {"reason": "We talk again.", "key": "r"}, follow=True))
    assert "The partner is asked to give it back." in page
    assert "asked back" in page
    again = caseworker.post(f"{there}partner/recall/", {"reason": "Once more.", "key": "s"})
    assert again.status_code == 422
    worked(fjordbo)
    worked(fjordbo)
    page = text(caseworker.get(there))
    assert "It was with Havn Inkasso." in page or "Taken back" in page
    assert "Formal demand can go today" in page
    assert caseworker.post(f"{there}partner/say/", {"text": "Still there?"}).status_code == 422


def test_another_partner_gets_it_with_its_history(
    caseworker: Client, fjordbo: int, agency: Agency, there: str, by_letter: int
) -> None:
    shown = text(caseworker.get(f"{there}partner/change/"))
    assert "Advokat Lund" in shown
    page = text(
        caseworker.post(f"{there}partner/change/", {"agreement": by_letter, "reason": "Court", "key": "c"}, follow=True)
    )
    assert "then it goes to Advokat Lund by itself" in page
    for _ in range(3):
        worked(fjordbo)
    page = text(caseworker.get(there))
    assert "It lies with Advokat Lund since" in page
    assert "Before that Havn Inkasso" in page


def test_what_it_would_not_have_is_told_again(caseworker: Client, fjordbo: int, agency: Agency, there: str) -> None:
    agency.faulty = lambda asked: asked.path.endswith("/words") and asked.method == "POST"
    agency.faults.append(Fault(status=422))
    caseworker.post(f"{there}partner/say/", {"text": "Hello", "key": "m"})
    worked(fjordbo)
    assert "Havn Inkasso would not have 1 thing it was told" in text(caseworker.get("/a/fjordbo/"))
    assert "What a partner would not have" in text(caseworker.get(f"{CASES}partner-news/"))
    with account_scope(fjordbo):
        word = rows.PartnerWord.objects.get(kind="message").pk
    assert "told again" in text(caseworker.post(f"{there}partner/words/{word}/again/", follow=True))
    worked(fjordbo)
    assert [each["words"] for each in agency.desk.words(reference(agency))] == ["Hello"]


def test_a_refused_case_and_one_that_lacks_something_need_somebody(
    caseworker: Client, fjordbo: int, agency: Agency, there: str
) -> None:
    agency.desk.move(reference(agency), "needs_more", "Send the contract", EXPIRED)
    worked(fjordbo)
    assert "The partner needs more about" in text(caseworker.get("/a/fjordbo/"))
    agency.desk.move(reference(agency), "refused", "No longer a client", EXPIRED)
    worked(fjordbo)
    assert "The partner did not take the case of" in text(caseworker.get("/a/fjordbo/"))
    assert "No longer a client" in text(caseworker.get(there))


def test_more_than_is_owed_is_not_booked_and_says_why(caseworker: Client, fjordbo: int, agency: Agency, there: str) -> None:
    agency.desk.pay(reference(agency), {"principal": 99_000_00}, on=EXPIRED)
    worked(fjordbo)
    assert "1 thing that Havn Inkasso told could not be acted upon" in text(caseworker.get("/a/fjordbo/"))
    page = text(caseworker.get(f"{CASES}partner-news/"))
    assert "Not acted upon" in page
    assert "99000.00" in page.replace("99.000,00", "99000.00")
    assert "All that partners told" not in page
    assert "Payment" in text(caseworker.get(f"{CASES}partner-news/?show=all&before=x"))


def test_a_lawyer_gets_a_file_and_is_followed_by_hand(caseworker: Client, fjordbo: int, lawyer: str) -> None:
    page = text(caseworker.get(lawyer))
    for words in ("It lies with Advokat Lund since", "It told you where it stands", "Money came there", "It has settled"):
        assert words in page
    file = caseworker.get(f"{lawyer}partner/file/")
    assert file.content.startswith(b"PK")
    assert file.content == caseworker.get(f"{lawyer}partner/file/").content
    told = {"standing": "court", "words": "Stævning indleveret", "key": "f"}
    assert "Written: With the court." in text(caseworker.post(f"{lawyer}partner/follow/", told, follow=True))
    assert "“Stævning indleveret”" in text(caseworker.get(lawyer))


def test_money_and_settlement_told_by_hand_are_held_to_the_same(caseworker: Client, fjordbo: int, lawyer: str) -> None:
    day = EXPIRED.isoformat()
    much = {"received_on": day, "principal": "99.000,00", "key": "a"}
    assert caseworker.post(f"{lawyer}partner/paid/", much).status_code == 422
    paid = {"received_on": day, "principal": "5.000,00", "key": "b"}
    assert "written as paid to the partner" in text(caseworker.post(f"{lawyer}partner/paid/", paid, follow=True))
    settled = {
        "number": "L-1", "on": day, "principal": "5.000,00", "commission": "600,00", "vat": "150,00", "paid_out": "4.250,00",
    }  # fmt: skip
    page = text(caseworker.post(f"{lawyer}partner/settled/", settled | {"key": "c"}, follow=True))
    assert "Settlement L-1 is kept and compared" in page
    assert "Cost so far, by its settlements 750,00" in page
    again = caseworker.post(f"{lawyer}partner/settled/", settled | {"key": "d"})
    assert again.status_code == 422
    assert "was told before" in text(again)
    assert "1 settlement of Advokat Lund does not agree" in text(caseworker.get("/a/fjordbo/"))


def test_a_settlement_names_what_does_not_agree_until_somebody_has_looked(
    caseworker: Client, guest: Client, fjordbo: int, lawyer: str
) -> None:
    day = EXPIRED.isoformat()
    caseworker.post(f"{lawyer}partner/paid/", {"received_on": day, "principal": "5.000,00", "key": "b"})
    settled = {
        "number": "L-1", "on": day, "principal": "5.000,00", "commission": "600,00", "vat": "150,00", "paid_out": "4.250,00",
    }  # fmt: skip
    caseworker.post(f"{lawyer}partner/settled/", settled | {"key": "c"})
    listed = text(caseworker.get(f"{CASES}settlements/?show=open"))
    assert "L-1 Advokat Lund" in listed
    assert "Does not agree" in listed
    assert "What it cost, with VAT 750,00" in listed
    with account_scope(fjordbo):
        one = f"{CASES}settlements/{rows.Settlement.objects.get().pk}/"
    page = text(guest.get(one))
    assert "1 thing does not agree." in page
    assert "Commission 10 % of 5000.00 DKK S2026-0001 By our reckoning 500,00 As settled 600,00" in page
    assert guest.post(f"{one}look/", {"note": "fine"}).status_code == 403
    assert caseworker.post(f"{one}look/", {"note": ""}).status_code == 422
    page = text(caseworker.post(f"{one}look/", {"note": "12 % from now on", "key": "l"}, follow=True))
    assert "12 % from now on" in page
    assert "L-1" not in text(caseworker.get(f"{CASES}settlements/?show=open"))


def test_a_partner_that_tells_by_itself_is_not_told_for(caseworker: Client, there: str) -> None:
    for path, told in (
        ("follow", {"standing": "court"}),
        ("paid", {"received_on": EXPIRED.isoformat(), "principal": "1,00"}),
    ):
        answer = caseworker.post(f"{there}partner/{path}/", told | {"key": path})
        assert answer.status_code == 422
        assert "tells by itself" in text(answer)


def test_the_door_hears_what_is_signed_and_nothing_else(
    administrator: Client, client: Client, agency: Agency, fjordbo: int, there: str, agreed: int
) -> None:
    shown = administrator.post(f"{PARTNERS}{agreed}/secret/").content.decode()
    hook = shown.split('id="hook-at">')[1].split("<")[0].replace("http://testserver", "")
    secret = shown.split('id="secret">')[1].split("<")[0]
    news = {
        "key": "N9", "kind": "message", "at": clock.now().isoformat(), "reference": reference(agency),
        "words": "We rang him.",
    }  # fmt: skip

    def told(key: str, at: int) -> int:
        creditor = agency.desk.client("fjordbo")
        assert creditor
        sent = request(creditor._replace(secret=key, hook="http://127.0.0.1/"), [news], str(at))
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in sent.header_items()}
        return client.post(hook, sent.data, "application/json", **headers).status_code  # type: ignore[arg-type]

    now = int(clock.now().timestamp())
    assert told("forged", now) == 400
    assert told(secret, now - 3600) == 400
    assert client.get(hook).status_code == 405
    assert client.post(hook[:-2] + "x/", b"{}", "application/json").status_code == 404
    assert client.post(hook.replace(f"/{agreed}/", f"/{agreed + 1}/"), b"{}", "application/json").status_code == 404
    assert [told(secret, now), told(secret, now)] == [204, 204]
    with account_scope(fjordbo):
        assert rows.PartnerNews.objects.filter(key="N9").count() == 1
    assert "We rang him." in text(administrator.get(there))


def test_the_hand_overs_of_others_are_not_found(stranger: Client, there: str) -> None:
    for path in ("", "partner/say/", "partner/recall/", "partner/change/", "partner/file/"):
        assert stranger.get(f"{there}{path}").status_code == 404
        assert stranger.get(f"{there}{path}".replace("fjordbo", "nordlys")).status_code == 404
