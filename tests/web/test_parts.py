"""Every part of the pages as it is rendered: figures of each country, names escaped, words for those who cannot see."""

import re
from datetime import date
from types import SimpleNamespace as Thing

import pytest
from django.utils import translation
from jinja2 import UndefinedError

from krav.kernel.money import Money
from krav.kernel.refusal import Refusal
from krav.web.icons import ICONS, icon
from tests.web import scene
from tests.web.scene import TODAY, dkk, part, values

pytestmark = pytest.mark.urls("tests.web.scene")


def shown(source: str, frame_country: str = "DK", **more: object) -> str:
    return scene.pages().from_string(source).render(scene.words(frame_country, **more))


def text(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize(
    ("amount", "currency", "html"),
    [
        ("14667.88", "DKK", '<span class="kr">14.667<span class="ore">,88</span></span>'),
        ("13505.11", "NOK", '<span class="kr">13\u00a0505<span class="ore">,11</span></span>'),
        ("8225.00", "SEK", '<span class="kr">8\u00a0225<span class="ore">,00</span></span>'),
        ("-5000.00", "DKK", '<span class="kr">\u22125.000<span class="ore">,00</span></span>'),
        ("-0.05", "DKK", '<span class="kr">\u22120<span class="ore">,05</span></span>'),
        ("1234.50", "EUR", '<span class="kr">1,234<span class="ore">.50</span></span>'),
    ],
)
def test_an_amount_is_written_as_its_country_does(amount: str, currency: str, html: str) -> None:
    assert shown("{{ money|kr }}", money=Money.of(amount, currency)) == html


def test_the_readers_language_does_not_touch_an_amount() -> None:
    with translation.override("en"):
        english = shown("{{ money|krcur }}", money=dkk("14667.88"))
    with translation.override("sv"):
        assert shown("{{ money|krcur }}", money=dkk("14667.88")) == english
    assert english.endswith('\u00a0<span class="cur">DKK</span>')


@pytest.mark.parametrize(
    ("country", "day", "short"),
    [("DK", "23.11.2026", "23.11"), ("NO", "23.11.2026", "23.11"), ("SE", "2026-11-23", "11-23")],
)
def test_a_day_is_written_as_the_creditors_country_does(country: str, day: str, short: str) -> None:
    assert shown("{{ on|day }}", country) == f'<time datetime="2026-11-23">{day}</time>'
    assert shown("{{ on|shortday }}", country) == f'<time datetime="2026-11-23">{short}</time>'
    assert text(shown(f'{{{{ on|day("{country}") }}}}', "")) == day


@pytest.mark.parametrize(
    ("language", "day", "long"),
    [
        ("da", "23.11.2026", "23. november"),
        ("nb", "23.11.2026", "23. november"),
        ("sv", "2026-11-23", "23 november"),
        ("en", "23 Nov 2026", "23 November"),
    ],
)
def test_without_an_account_the_reader_decides(language: str, day: str, long: str) -> None:
    with translation.override(language):
        assert text(shown("{{ on|day }}", "")).replace("\u00a0", " ") == day
        assert text(shown("{{ on|longday }}")).replace("\u00a0", " ") == long


def test_a_part_imported_without_its_context_fails_at_once() -> None:
    with pytest.raises(KeyError):
        shown('{% from "parts/chip.html" import deadline %}{{ deadline(on, on) }}')


def test_a_name_that_is_not_there_fails_at_once() -> None:
    with pytest.raises(UndefinedError):
        shown("{{ ballance }}")


def test_counts_have_their_thousands_apart() -> None:
    assert (shown("{{ 12600|count }}"), shown("{{ 12600|count }}", "SE")) == ("12.600", "12\u00a0600")


def test_a_refusal_is_said_with_figures_of_the_country() -> None:
    no = Refusal("fee_too_high", "At most {most} from {until}.", facts={"most": dkk("1100.00"), "until": TODAY})
    assert shown("{{ no|said }}", no=no) == "At most 1.100,00\u00a0DKK from 23.11.2026."


def test_every_icon_is_hidden_from_screen_readers() -> None:
    assert all('aria-hidden="true"' in icon(name) and "style" not in icon(name) for name in ICONS)
    assert 'class="i s"' in icon("print", small=True)


def test_why_is_a_link_that_opens_the_drawer() -> None:
    html = part("why", "why(money, '/w')", money=dkk("307.88"))
    assert 'href="/w" hx-get="/w" hx-target="#drawer" aria-expanded="false" aria-controls="drawer"' in html


def test_a_reckoning_ends_in_the_double_rule() -> None:
    html = part(
        "reckoning", "reckoning(lines, total, 'Owed', 'What is owed')", lines=values()["lines"], total=dkk("14667.88")
    )
    assert html.count('<th scope="row">') == 5
    assert html.count('class="why"') == 2
    assert '<span class="dbl"><span class="kr">14.667' in html
    assert '<caption class="vh">What is owed</caption>' in html


def test_names_are_escaped() -> None:
    html = part("row", "who('<b>& Co', '/c', note=True)")
    assert "&lt;b&gt;&amp; Co" in html
    assert "has a note" in html


def test_a_rows_tick_carries_its_amount_and_its_label() -> None:
    html = part(
        "row", "box('claim', '20391', 'Choose invoice 20391', money, group='7', disabled=True)", money=dkk("10090.48")
    )
    assert 'aria-label="Choose invoice 20391" data-minor="1009048" data-group="7" disabled' in html


def test_a_waiting_row_says_until_when_and_why() -> None:
    assert (
        text(part("row", "wait(on, '10 days since reminder 2', '§ 9 b')")) == "until 23.11 10 days since reminder 2 (§ 9 b)"
    )


@pytest.mark.parametrize(("left", "kind"), [(-1, "bad"), (0, "warn"), (7, "warn"), (8, "")])
def test_a_deadline_warns_when_it_is_near(left: int, kind: str) -> None:
    html = part("chip", "deadline(day, on)", day=date.fromordinal(TODAY.toordinal() + left))
    assert html.startswith(f'<span class="chip{" " + kind if kind else ""}">')


def test_trust_is_a_word_not_only_a_colour() -> None:
    assert [text(part("chip", f"trust('{level}')")) for level in ("verified", "secondary", "memory", "")] == [
        "Verified", "Secondary source", "From memory", ""
    ]  # fmt: skip


def test_the_current_stage_is_marked_and_zero_stays() -> None:
    html = part("stages", "stages(tabs)", tabs=values()["tabs"])
    assert html.count("<li>") == 6
    assert html.count('aria-current="page"') == 1
    assert html.count('class="zero"') == 1


def test_the_selection_bar_counts_letters() -> None:
    html = part(
        "chosen",
        "{% call chosen('da-DK', 'kr.', 'Make letters', 'Make 1 letter', 'Make {n} letters', '/adds') %}way{% endcall %}",
    )
    assert 'data-of="group" data-one="Make 1 letter" data-many="Make {n} letters">Make letters</button>' in html
    assert 'hx-post="/adds"' in html
    assert 'data-locale="da-DK"' in html


def test_a_refusal_takes_focus_and_names_its_section() -> None:
    html = part("law", "refusal('Too much.', 'At most 100,00.', 'Renteloven § 9 b', on)")
    assert 'role="alert" tabindex="-1" data-focus' in html
    assert "<cite>Renteloven § 9 b</cite>" in html
    assert "Possible from 23.11.2026." in text(html)


def test_the_future_lies_above_today() -> None:
    html = part("timeline", "timeline(events, on)", events=values()["events"])
    assert [*re.findall(r'<li(?: class="(\w+)")?>', html)] == ["soon", "today", "", "", "money"]


def test_the_drawer_opens_interest_to_its_law() -> None:
    html = part("drawer", "drawer(why, 'DKK', 'Why interest is', print_url='/p')", why=scene.interest())
    order = ["In words", "The sum", "The rate", "The law", "Where it comes from", "Print for court"]
    assert sorted(order, key=html.index) == order
    said = text(html)
    assert "16.09 – 20.103518.750,0010 %179,79" in said
    assert "21.10 – 23.113413.750,0010 %128,09" in said
    assert '<h2 id="why-h" tabindex="-1"><span class="kr">307' in html
    assert '<cite lang="da">renteloven § 5, stk. 1</cite>' in html
    assert "Secondary source" in said


def test_the_drawer_speaks_the_readers_language() -> None:
    with translation.override("sv"):
        assert "Ränta, räknad från 15.09.2026" in text(part("drawer", "drawer(why, 'DKK', 'x')", why=scene.interest()))


def test_a_total_opens_to_all_it_is_made_of() -> None:
    said = text(part("drawer", "drawer(why, 'DKK', 'Why the balance is')", why=scene.balance()))
    assert "Payment of 20.10.2026\u22125.000,00" in said
    assert "Together14.057,88" in said


def test_steps_that_are_done_are_links() -> None:
    html = part("steps", "steps(named)", named=values()["named"])
    assert html.count('class="done"><a href') == 2
    assert 'aria-current="step">Summary<small>Saved 10:42' in html


def test_a_task_is_labelled_by_its_sentence() -> None:
    html = part(
        "task",
        "{% call task('t1', 'bad', 'Objection', 'objection', 'Not finished', '', none, 'task', '9') %}go{% endcall %}",
    )
    assert 'name="task" value="9" aria-labelledby="t1"' in html
    assert '<p id="t1"><b>Not finished</b></p>' in html


def test_a_field_says_its_error_and_its_law_to_everyone() -> None:
    form = scene.Fee({"fee": "a lot"})
    html = part("field", "field(form.fee, 'At most 100,00.', '§ 9 b', figure=True)", form=form)
    assert '<label for="id_fee">' in html
    assert 'aria-describedby="id_fee-error id_fee-hint id_fee-law"' in html
    assert 'aria-invalid="true"' in html
    assert all(f'id="id_fee-{what}"' in html for what in ("error", "hint", "law"))


def test_a_field_without_remarks_is_plain() -> None:
    html = part("field", "field(form.name)", form=scene.Fee())
    assert "aria-" not in html
    assert "optional" in html


def test_choices_with_descriptions_become_a_list() -> None:
    form = scene.Fee()
    assert 'class="either"' in part("field", "field(form.way)", form=form)
    assert "<small>Nothing leaves before your yes</small>" in part("field", "field(form.who)", form=form)


def test_the_list_of_errors_links_to_the_fields() -> None:
    html = part(
        "field", "errors(form)", form=scene.Fee({"fee": "1", "way": "post", "who": "me", "country": "NO", "sure": "on"})
    )
    assert "1 thing to mend" in html
    assert '<a href="#id_text">Note</a>: This field is required.' in html


def test_every_form_that_posts_has_its_token() -> None:
    token = '<input type="hidden" name="csrfmiddlewaretoken" value="7Hc0">'
    assert token in part("form", "{% call form('/f', 'k1') %}x{% endcall %}")
    assert token in part("toast", "toast('Made.', undo='/u')")
    assert token in part("dialog", "confirm('Write off?', 'It posts today.', '/w', 'Write off 2.400,00', 'k2', '/back')")


def test_long_work_can_be_left() -> None:
    html = part("work", "work('Reading the ledger', 4200, 12600, href='/w')")
    assert '<progress max="12600" value="4200"' in html
    assert "4.200 of 12.600" in html
    assert "You can leave this page." in html


def test_a_pager_is_keyed() -> None:
    assert '<a href="/n?after=9">Show the next 100</a>' in part("pager", "pager(100, none, '/n?after=9')")
    assert "<a" not in part("pager", "pager(4, 4)")


@pytest.mark.parametrize(
    "macro", ["empty('Nothing needs you', 'Why', '/a', 'Act')", "oops('Moved', 'Why', '/a', 'Act', 'r-1')"]
)
def test_nothing_and_failure_offer_one_way_on(macro: str) -> None:
    assert part("empty", macro).count('<a class="b" href="/a">Act</a>') == 1


def page(name: str) -> str:
    return scene.pages().get_template(name).render(scene.words(**values(), drawn=False))


def test_the_frame_has_its_landmarks_and_whose_account_it_is() -> None:
    html = page("gallery.html")
    assert all(html.count(mark) == 1 for mark in ('<header class="top"', '<nav class="nav"', "<main ", "<aside ", "<h1 "))
    assert '<a class="skip" href="#main">' in html
    assert 'data-creditor="spruce"' in html
    assert "Aabenraa Tømrer &amp; Snedker ApS" in html
    assert 'hx-headers=\'{"X-CSRFToken": "7Hc0"}\'' in html
    assert '<aside class="drawer" id="drawer" aria-label="Explanation" hidden>' in html


def test_pages_keep_the_strict_policy() -> None:
    html = page("gallery.html")
    assert not re.search(r"\sstyle=|\son\w+=|hx-on|<style|<script(?! src)", html)
    assert len(html.encode()) < 60_000


def test_a_layer_is_a_page_without_script_and_a_part_with_it() -> None:
    source = '{% extends "layer.html" %}{% block title %}Why{% endblock %}{% block layer %}<p>Because.</p>{% endblock %}'
    template = scene.pages().from_string(source)
    whole = template.render(scene.words(request=Thing(htmx=False)))
    alone = template.render(scene.words(request=Thing(htmx=True)))
    assert alone.strip() == "<p>Because.</p>"
    assert '<h1 class="vh">Why</h1>' in whole
    assert "<p>Because.</p>" in whole


def test_a_bare_page_needs_no_request() -> None:
    html = scene.pages().from_string('{% extends "bare.html" %}{% block title %}Log in{% endblock %}').render()
    assert "<title>Log in · Krav</title>" in html


def test_style_and_script_stay_small() -> None:
    static = scene.OWN / "static"
    assert len((static / "krav.css").read_bytes()) < 60_000
    assert len((static / "krav.js").read_text().splitlines()) < 200
