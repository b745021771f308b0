"""The two lines at the foot of the old passport: typed or pasted, looked at at once, never in the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, ViewportSize, expect

from tests.browser import judging
from tests.browser.applicant import Applicant
from tests.browser.officer import Officer
from tests.browser.states import States, report
from tests.browser.words import LANGUAGES
from tests.support.visitor import Visitor
from tests.support.zones import passport_of

Citizen = Callable[..., Applicant]
FIELD = "#answers-old-passport-mrz"
NARROW: ViewportSize = {"width": 320, "height": 640}
# One digit apart, so that the check digit of the one never fits the other; no sign has a twin.
RIGHT, MISTYPED = "X2345678", "X2345679"


def at_passport(one: Applicant) -> Applicant:
    one.begin().eligible()
    one.turn_to("old-passport-number")
    return one


def hint(one: Applicant) -> Locator:
    return one.step("old-passport-number").locator("[data-rule=mrz] [role=status]")


def pastes(one: Applicant, text: str) -> None:
    one.page.fill(FIELD, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slip_is_pointed_out_at_once_and_nothing_is_refused(language: str, citizen: Citizen) -> None:
    one = at_passport(citizen(language))
    one.look = (states := States(one.page, f"old-passport-{language}")).look
    right = passport_of(one.person, number=RIGHT).td3()
    pastes(one, right)
    expect(hint(one)).to_be_empty()
    one.look("right")
    pastes(one, right.replace(RIGHT, MISTYPED))
    expect(hint(one)).to_contain_text(one.say("mrz.check", part=one.say("mrz.part.number")))
    expect(hint(one)).to_contain_text(one.say("mrz.go_on"))
    one.look("mistyped")
    one.page.set_viewport_size(NARROW)
    assert judging.faults(one.page) == []
    one.page.fill("#answers-old-passport-number", one.person.old_passport)
    one.save()
    one.step("old-passport-issued-on")
    assert MISTYPED in one.draft()["values"]["/answers/old_passport_mrz"]
    one.turn_to("check")
    assert judging.cut(one.page) == []
    assert not (found := report(states)), found


def test_a_letter_taken_for_a_digit_is_named(citizen: Citizen) -> None:
    one = at_passport(citizen())
    pastes(one, passport_of(one.person, number="X1034567").td3().replace("X1034567", "X1O34567"))
    expect(hint(one)).to_contain_text(one.say("mrz.twin", place=3, other=0, typed="O"))
    assert "X1O34567" in one.page.input_value(FIELD), "nothing is changed by itself"


def test_nothing_is_said_while_somebody_types_and_something_when_they_stop_short(citizen: Citizen) -> None:
    one = at_passport(citizen())
    one.page.locator(FIELD).press_sequentially(passport_of(one.person).td3()[:60])
    expect(hint(one)).to_be_empty()
    one.page.focus("#answers-old-passport-number")
    expect(hint(one)).to_contain_text(one.say("mrz.length", length=15))


def test_pasted_in_one_line_and_spaced_out_it_is_understood(citizen: Citizen) -> None:
    one = at_passport(citizen())
    right = passport_of(one.person, number=RIGHT).td3()
    pastes(one, right.replace(RIGHT, MISTYPED))
    expect(hint(one)).not_to_be_empty()
    for typed in (right.replace("\n", ""), right.lower().replace("<<<<", "<<<< ")):
        pastes(one, typed)
        expect(hint(one)).to_be_empty()


def test_what_officers_see_of_it(citizen: Citizen, officer: Callable[..., Officer], visitor: Visitor) -> None:
    zone = passport_of(visitor.person, sex="M" if visitor.person.sex == "female" else "F").td3()
    visitor.start(answers=visitor.person.answers(old_passport_mrz=zone)).upload_all().submit()
    budi = officer("budi", "en")
    expect(budi.opens(visitor.application_id)).to_contain_text("The sex is another than in the form.")
