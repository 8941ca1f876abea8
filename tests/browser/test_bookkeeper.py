"""A bookkeeper with two clients: buys credits for both, their letters leave, and each is charged its own."""

import csv
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.actions.cast import FIRST
from tests.actions.credit import SELLER
from tests.browser.conftest import Site, log_in, served, window
from tests.browser.fit import fits
from tests.browser.people import PASSWORD

RITA = "rita@regnskabnord.example"
BEGUN = f"""
import django
django.setup()
from dataclasses import replace
from krav.actions.accounts import open_account
from krav.actions.firms import FIRM, NewFirm, Offer, add_client, open_firm
from krav.actions.people import add_person, seat_person
from krav.kernel.role import Role
from krav.store.models import Account, Firm
from tests.actions.cast import ANN, FIRST, FJORDBO, IMPORTED
from tests.actions.credit import OPERATOR

rita = add_person("{RITA}", "Rita Nord", "{PASSWORD}")
for slug, number in (("fjordbo", "99000112"), ("skagen", "99000139")):
    new = replace(FJORDBO, slug=slug, name=slug.capitalize() + " ApS", company_number=number, policy={{"channel": "email"}})
    account = open_account(new, on=IMPORTED)
    seat_person(account, rita, Role.ADMINISTRATOR, on=IMPORTED, by=ANN)
firm = NewFirm("DK", "Regnskab Nord ApS", "99000112", "Algade 2", "9000", "Aalborg", email="post@regnskabnord.example",
               markup=1500)
open_firm(firm, "{RITA}", by=OPERATOR)
for account in Account.objects.all():
    offer = Offer(Firm.objects.get().pk, FIRM, Role.ADMINISTRATOR, "{RITA}")
    add_client(account.pk, offer, on=FIRST, by=ANN)
"""
"""Two companies whose letters leave by e-mail, the firm that pays for them, and Rita, who administers all three."""

OWED = """
import django
django.setup()
from krav.store.models import Account
from tests.actions.cast import FIRST, bank, ledger, line, take

for slug, invoices in (("fjordbo", 2), ("skagen", 1)):
    account = Account.objects.get(slug=slug).pk
    customers = [line(f"100{each}", "900,00", customer=f"1{each}", name=f"Kunde {each} ApS",
                      email=f"k{each}@kunde.example") for each in range(invoices)]
    take(account, bank(until=FIRST.isoformat()), "bank.xml", on=FIRST)
    take(account, ledger(*customers), on=FIRST)
"""
"""Their invoices. They come once there are credits: a letter that finds none waits ten minutes for them."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation that sells e-mails at a krone each."""
    started = Site(tmp_path_factory.mktemp("bookkeeper"), str(FIRST))
    started.env |= {f"KRAV_OPERATOR_{name}".upper(): value for name, value in SELLER.items()}
    started.env |= {"DJANGO_SETTINGS_MODULE": "krav.config.settings", "KRAV_AT_ANY_HOUR": "1"}
    started.begin()
    _run(started, BEGUN)
    started.krav("credits", "package", "mails", "Mails", "1000", "email=10", "--country", "DK", "--from", "2026-01-01")
    with served(started):
        yield started


def _run(site: Site, script: str) -> None:
    """What a script does at the site's home."""
    subprocess.run([sys.executable, "-c", script], env=site.env, cwd=Path(__file__).parents[2], check=True)


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """Rita's window."""
    with window(browser, site) as opened:
        log_in(opened, RITA, PASSWORD)
        yield opened


def test_she_buys_uses_and_charges_on(page: Page, site: Site) -> None:
    page.goto("/firm/regnskab-nord-aps/credits/")
    expect(page.get_by_text("No client used any in these days")).to_be_visible()
    page.get_by_role("button", name="Buy by invoice").click()
    expect(page.get_by_text("Ordered on invoice 10001.")).to_be_visible()
    site.krav("credits", "answer", "10001", "grant")
    page.reload()
    expect(page.get_by_role("row", name=re.compile("E-mails 10 "))).to_be_visible()
    _run(site, OWED)
    site.krav("day", "--on", str(FIRST))
    page.reload()
    fits(page, "firm-credits")
    for client, charged in (("Fjordbo ApS", "2,30"), ("Skagen ApS", "1,15")):
        expect(page.get_by_role("row", name=re.compile(client))).to_contain_text(charged)
    with page.expect_download() as loaded:
        page.get_by_role("link", name="Statement of Fjordbo ApS as CSV").click()
    table = list(csv.DictReader(io.StringIO(loaded.value.path().read_text("utf-8-sig")), delimiter=";"))
    assert sum(Decimal(row["i alt"]) for row in table) == Decimal("2.30")
    assert {row["hvad"].partition(" · ")[2] for row in table} == {"Kunde 0 ApS", "Kunde 1 ApS"}
    answer = page.request.get(page.get_by_role("link", name="Statement of Skagen ApS as PDF").get_attribute("href") or "")
    assert answer.headers["content-type"] == "application/pdf"
