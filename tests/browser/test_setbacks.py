"""What goes against a citizen, a visit missed and a rejection: the page says why, what is left, and lets it be done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.applicant import Applicant
from tests.browser.officer import Officer
from tests.browser.states import States, report
from tests.browser.words import LANGUAGES, PATHS
from tests.support.local_cloud import LocalCloud
from tests.support.visitor import Visitor

Citizen = Callable[..., Applicant]
Desk = Callable[..., Officer]
GROUNDS = "Paspor saya terbit tahun 2021 di Bengkulu.\n<b>Mohon diperiksa sekali lagi.</b>"
AFTER_THE_TERM = "15d"
OBJECTED = {"id": "keberatan diajukan", "en": "objection filed"}


def note_of(one: Applicant) -> Locator:
    """What stands below the status: why, whose turn it is, what comes next."""
    return one.page.locator("#file > .note")


def stands(one: Applicant, status: str) -> None:
    expect(one.page.locator("#file")).to_have_attribute("data-status", status)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_objection_is_written_sent_and_decided(
    language: str, citizen: Citizen, officer: Desk, visitor: Visitor
) -> None:
    visitor.submitted().decided("budi", "reject", "not_eligible")
    one = citizen(language).takes_over(visitor)
    one.look = (states := States(one.page, f"objection-{language}")).look
    stands(one, "rejected")
    expect(note_of(one)).to_contain_text(one.say("reason.not_eligible"))
    expect(note_of(one)).to_contain_text(one.say("next.object"))
    expect(note_of(one)).to_contain_text(one.say("application.until", day="").rstrip(". "))
    one.look("rejected")
    objects(one, visitor)
    sari = officer("sari", language)
    sari.look = (desk := States(sari.page, f"console-objection-{language}")).look
    decides_the_objection(sari, one.number)
    one.sees("rejected")
    expect(note_of(one)).to_contain_text(one.say("next.none"))
    expect(one.page.locator("#grounds")).to_have_count(0)
    one.look("upheld")
    assert not (found := report(states, desk)), found


def objects(one: Applicant, visitor: Visitor) -> None:
    """First without a word, then with some, which outlast the page."""
    grounds, fault = one.page.locator("#grounds"), one.page.locator("#grounds-error")
    one.objects("  ")
    expect(fault).to_have_text(one.say("object.empty"))
    expect(grounds).to_be_focused()
    expect(grounds).to_have_attribute("aria-invalid", "true")
    one.look("objection-empty")
    one.page.fill("#grounds", GROUNDS)
    one.page.reload()
    expect(grounds).to_have_value(GROUNDS)
    expect(fault).to_be_hidden()
    assert visitor.status == "rejected"
    one.objects(GROUNDS)
    stands(one, "objected")
    expect(one.page.locator("#status")).to_be_focused()
    one.page.reload()
    stands(one, "objected")
    expect(one.page.locator("#status")).to_have_text(one.say("status.objected"))
    expect(note_of(one)).to_contain_text(one.say("next.decide_objection"))
    expect(one.page.locator("#panel")).to_be_empty()
    one.look("objected")
    assert visitor.events().count("ObjectionFiled") == 1


def decides_the_objection(sari: Officer, number: str) -> None:
    """The supervisor finds it in the queue, sees how it stands and what can be decided, and upholds the rejection."""
    shown = sari.takes_from_queue(number, "objection")
    expect(shown).to_contain_text(OBJECTED[sari.language])
    for outcome in ("uphold", "grant"):
        expect(shown.locator(f'a[href*="Outcome={outcome}"]')).to_have_count(1)
    expect(shown.locator('a[href*="Outcome=reject"], a[href*="Outcome=clear"]')).to_have_count(0)
    sari.look("application")
    sari.closes()
    sari.decides(number, "uphold", "not_eligible")


def too_late(one: Applicant) -> None:
    """The page says that the term is over, and what can still be done."""
    panel = one.page.locator("#panel")
    expect(panel.locator("h2")).to_have_text(one.say("object.over_title"))
    expect(panel).to_contain_text(one.say("object.over_next"))
    expect(panel.get_by_role("link", name=one.say("apply.anew"))).to_have_attribute(
        "href", PATHS[one.language]["apply"]
    )
    expect(panel.locator("#grounds, button")).to_have_count(0)
    expect(note_of(one)).to_contain_text(one.say("next.object_over"))
    expect(note_of(one)).to_contain_text(one.say("who.none"))
    expect(note_of(one)).not_to_contain_text(one.say("next.object"))
    expect(note_of(one)).not_to_contain_text(one.say("application.until", day="").rstrip(". "))


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_its_term_nothing_can_be_objected_any_more_and_the_page_says_so(
    language: str, citizen: Citizen, visitor: Visitor, local_cloud: LocalCloud
) -> None:
    """It ends while the form stands open: the service refuses, the page follows, and what was written is kept."""
    visitor.submitted().decided("budi", "reject", "not_eligible")
    one = citizen(language).takes_over(visitor)
    one.look = (states := States(one.page, f"objection-late-{language}")).look
    waits(one)
    expect(one.page.locator("#grounds")).to_be_visible()
    local_cloud.advance(AFTER_THE_TERM)
    one.objects(GROUNDS)
    too_late(one)
    one.page.clock.resume()
    assert "ObjectionFiled" not in visitor.events()
    one.page.get_by_text(one.say("object.written")).click()
    expect(one.page.locator("#panel details p")).to_have_text(GROUNDS)
    one.look("too-late")
    one.page.reload()
    too_late(one)
    tracked(one)
    assert not (found := report(states)), found


def waits(one: Applicant) -> None:
    """The page asks for no news by itself until its clock goes on."""
    one.page.clock.install()
    one.page.reload()
    stands(one, "rejected")
    one.page.clock.pause_at(one.page.evaluate("Date.now()") / 1000 + 1)


def tracked(one: Applicant) -> None:
    """Without the key the same is read, and no date by which somebody acts."""
    result = one.tracks()
    expect(result).to_contain_text(one.say("next.object_over"))
    for label in ("track.until", "track.expected"):
        expect(result).not_to_contain_text(one.say(label))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missed_visit_keeps_the_fee_and_another_is_booked(
    language: str, citizen: Citizen, officer: Desk, visitor: Visitor
) -> None:
    visitor.paid().book()
    one = citizen(language).takes_over(visitor)
    one.look = (states := States(one.page, f"missed-{language}")).look
    stands(one, "scheduled")
    officer("budi", language).does(one.number, "attend", Outcome="no-show")
    one.sees("paid")
    expect(note_of(one)).to_contain_text(one.say("application.missed"))
    expect(note_of(one)).to_contain_text(one.say("next.book"))
    expect(one.page.locator("#timeline li").first).to_contain_text(one.say("event.ApplicantMissed"))
    expect(one.page.locator("#receipt")).to_be_visible()
    expect(one.page.locator("#panel h2")).to_have_text(one.say("visit.choose"))
    one.look("missed")
    one.books()
    one.sees("scheduled")
    expect(note_of(one)).not_to_contain_text(one.say("application.missed"))
    expect(one.page.locator("#panel h2")).to_have_text(one.say("visit.title"))
    view = visitor.view()
    assert (view["payment"]["amount_due"], len(view["payment"]["payments"])) == (0, 1)
    assert not (found := report(states)), found
