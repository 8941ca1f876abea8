"""Losses for programs: the law, the plan, the write-off, its voucher and its taking back."""

from tests.api.cast import Program, Things


def test_a_write_off_from_the_law_to_the_voucher(things: Things, caseworker: Program) -> None:
    claim_id = things["claim_id"]
    told = caseworker.get(f"/losses/claims/{claim_id}")
    assert (told["booked"]["minor"], told["written_off"]["minor"]) == (990_000, 10_000)
    assert told["owed"]["minor"] > 1_000_000
    grounds = {ground["key"]: ground["against"] and ground["against"]["code"] for ground in told["grounds"]}
    assert (grounds["small_claim"], grounds["vain_enforcement"]) == ("not_small", None)
    body: dict[str, object] = {"claims": [claim_id], "ground": "vain_enforcement", "evidence": "14 May"}
    (unsure,) = caseworker.post("/losses/plan", body)
    assert unsure["refused"]["code"] == "not_confirmed"
    body |= {"confirmed": True, "vat": [{"rate": "25", "amount": 1}]}
    (planned,) = caseworker.post("/losses/plan", body)
    assert [(line["account"], line["debit"], line["credit"]) for line in planned["lines"]] == [
        ("3720", 792_000, 0), ("6902", 198_000, 0), ("5600", 0, 990_000)
    ]  # fmt: skip
    (made,) = caseworker.post("/losses", body)
    voucher = caseworker.get(f"/losses/vouchers/{made}")
    assert (voucher["kind"], voucher["not_payment"], voucher["amount"]["minor"]) == ("write_off", True, 990_000)
    assert voucher["lines"][0]["text"] == "Tab, faktura 1001"
    assert caseworker.get(f"/claims/{claim_id}")["balance"]["minor"] >= 1_000_000
    assert caseworker.post(f"/losses/vouchers/{made}/undo") == {"minor": 990_000, "currency": "DKK"}
    assert [each["number"] for each in caseworker.get("/losses/vouchers")["vouchers"]] == [
        "V-2026-0003", "V-2026-0002", "V-2026-0001"
    ]  # fmt: skip


def test_more_than_open_and_what_is_not_there(things: Things, caseworker: Program) -> None:
    answer = caseworker.ask("post", "/losses", {"claims": [things["claim_id"]], "amount": 990_001})
    assert (answer.status_code, answer.json()["code"]) == (409, "more_than_open")
    assert caseworker.ask("post", "/losses", {"claims": [999_999]}).status_code == 404
    assert caseworker.ask("get", "/losses/vouchers/999999").status_code == 404
