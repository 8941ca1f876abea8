"""A real site for a real browser: its own home, gunicorn and a worker as processes, people who sign up by themselves."""

import email
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from email import policy
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.once import once
from tests.tables import MADE

KRAV = Path(sys.executable).with_name("krav")
PICTURES = os.environ.get("KRAV_PICTURES")
"""The folder for pictures of the pages, for whoever wants to look at them; without it none are taken."""

FACTS = "krav.sqlite3"
TODAY = "2026-09-29"
"""The day the demo ends on; the site of the tests stands still there."""


class Site:
    """A running site: its address, its home and the mails it has written to people."""

    def __init__(self, home: Path, today: str = TODAY) -> None:
        self.home = home
        self.today = today
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = os.environ | {"KRAV_HOME": str(home), "KRAV_TODAY": today, "KRAV_SITE": self.url, "KRAV_DEMO_SERVE": "0"}

    def begin(self) -> None:
        """Nothing but the tables; where the migrations ran before, they find nothing left to do."""
        if MADE:
            self.home.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(MADE, self.home / FACTS)
        self.krav("init")

    def krav(self, *words: str) -> str:
        """What a command of the command line answers."""
        done = self.tried(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def tried(self, *words: str) -> subprocess.CompletedProcess[str]:
        """What became of a command, which may be refused."""
        return subprocess.run([KRAV, *words], env=self.env, capture_output=True, text=True, check=False)

    def mails(self, to: str) -> list[str]:
        """The texts of the mails to an address, oldest first."""
        files = sorted((self.home / "mail").glob("*"), key=lambda file: file.stat().st_mtime)
        found = [email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return [body.get_content() for mail in found if mail["To"] == to and (body := mail.get_body(("plain",)))]

    def html(self, to: str) -> str:
        """The newest mail to an address as a mail program shows it."""
        files = sorted((self.home / "mail").glob("*"), key=lambda file: file.stat().st_mtime)
        found = [email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return str([body.get_content() for mail in found if mail["To"] == to and (body := mail.get_body(("html",)))][-1])

    def link(self, to: str) -> str:
        """The address in the newest mail to somebody."""
        return str(re.findall(rf"{self.url}\S+", self.mails(to)[-1])[0])


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a demo that was lived through, with letters that bear a link: KRAV_DEMO_HOME, or one of the run's own."""
    known = os.environ.get("KRAV_DEMO_HOME")
    return Path(known) if known else once(tmp_path_factory, "lived", _live)


def _live(home: Path) -> None:
    home.mkdir()
    made = Site(home)
    made.env |= {"KRAV_DEBTOR_PAGES": "1"}
    made.krav("demo")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, lived: Path) -> Iterator[Site]:
    """The demo's three companies and its people, served by `krav serve`."""
    with filled(tmp_path_factory.mktemp("site"), lived) as started:
        yield started


@contextmanager
def filled(folder: Path, lived: Path, **settings: str) -> Iterator[Site]:
    """A site with the demo in a home of its own."""
    started = Site(copied(lived, folder / "home"))
    started.env |= settings
    with served(started):
        yield started


@contextmanager
def unused(home: Path) -> Iterator[Site]:
    """A site in an empty home: whoever comes first signs up."""
    started = Site(home)
    started.begin()
    with served(started):
        yield started


@contextmanager
def later(site: Site, on: date, account: str, news: Path) -> Iterator[Site]:
    """The same site as it stands on a later day, when an account has got its bank's news and run that day.

    It has a home of its own, so that whoever comes next at the first site finds no day that has not come yet.
    """
    home = copied(site.home, site.home.with_name(f"{site.home.name}-{on}-{account}"))
    (home / "demo-day").write_text(f"{on}\n")
    started = Site(home, str(on))
    started.krav("import", account, str(news))
    started.krav("day", "--on", str(on), "--account", account)
    with served(started):
        yield started


def copied(home: Path, to: Path) -> Path:
    """Another home with all that is in one, which may be at work meanwhile."""
    shutil.copytree(home, to, ignore=shutil.ignore_patterns(f"{FACTS}*"))
    with closing(sqlite3.connect(home / FACTS)) as now, closing(sqlite3.connect(to / FACTS)) as then:
        now.backup(then)
    return to


@contextmanager
def served(site: Site) -> Iterator[None]:
    """The site answers, as long as the block lasts."""
    words = [str(KRAV), "serve", "--bind", f"127.0.0.1:{site.port}", "--processes", "2"]
    with (
        (site.home / "serve.log").open("w") as log,
        subprocess.Popen(words, env=site.env, stdout=log, stderr=subprocess.STDOUT) as process,
    ):
        try:
            _wait_for(site)
            yield
        finally:
            process.terminate()


def _wait_for(site: Site) -> None:
    for _ in range(600):
        try:
            with urlopen(f"http://127.0.0.1:{site.port}/account/login/", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError((site.home / "serve.log").read_text())


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield opened
        opened.close()


@contextmanager
def window(browser: Browser, site: Site, expected: str = "status of 4") -> Iterator[Page]:
    """A fresh browser window at the site; nothing may go wrong in its console but what is expected."""
    context = browser.new_context(base_url=site.url, viewport={"width": 1440, "height": 900}, locale="en-GB")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_default_timeout(10_000)
    yield page
    context.close()
    assert [text for text in said if not re.search(expected, text)] == []


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """The window of one person."""
    with window(browser, site) as opened:
        yield opened


def log_in(page: Page, address: str, password: str) -> None:
    """Logs in on the login page."""
    page.goto("/account/login/")
    page.get_by_label("E-mail", exact=False).first.fill(address)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("link", name="Needs you")).to_be_visible()
