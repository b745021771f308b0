"""Pressed twice, gone back, come again: every act happens once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.applicant import Applicant
from tests.browser.officer import Officer
from tests.support.visitor import Visitor

Citizen = Callable[..., Applicant]


@dataclass
class Acts:
    """What a page asked for, with the key that makes a repeat the same act."""

    page: Page
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.method != "GET":
            self.asked.append((request.method, request.url, request.headers.get("idempotency-key", "")))

    def distinct(self, ending: str) -> int:
        """How many different acts were asked for at addresses that end so."""
        return len({(url, key) for _, url, key in self.asked if url.endswith(ending)})


def press_twice(page: Page, selector: str) -> None:
    """Two clicks in one breath, as from a trembling hand, both in the same turn of the page and after it."""
    page.evaluate("(selector) => { const it = document.querySelector(selector); it.click(); it.click(); }", selector)
    page.evaluate("(selector) => document.querySelector(selector)?.click()", selector)


def test_every_step_and_the_submission(citizen: Citizen, papers: tuple[Path, Path], visitor: Visitor) -> None:
    one = citizen().begin()
    acts = Acts(one.page)
    one.page.click("label[for=eligible]")
    press_twice(one.page, "#save")
    one.answered().attaches(*papers).declares()
    press_twice(one.page, "#save")
    one.submitted()
    assert acts.distinct("/v1/applications") == 1
    assert acts.distinct("/submission") == 1
    assert acts.distinct("/documents") == 2
    visitor.application_id, visitor.access_key = one.link.partition("#")[2].split(".")
    assert visitor.events().count("ApplicationSubmitted") == 1


def test_back_after_submission_stays_submitted(citizen: Citizen, visitor: Visitor) -> None:
    visitor.start().upload_all()
    one = citizen().begin(f"#{visitor.application_id}.{visitor.access_key}")
    one.submits()
    for _ in range(3):
        one.page.go_back()
        if one.page.url.startswith("about:"):
            break
        one.step("done")
    one.begin()
    one.step("done")
    assert visitor.events().count("ApplicationSubmitted") == 1


def test_a_payment_code(citizen: Citizen, visitor: Visitor) -> None:
    one = citizen().takes_over(visitor.cleared())
    one.wants_to_pay()
    acts = Acts(one.page)
    press_twice(one.page, "#panel button.main")
    expect(one.page.locator("#panel .code")).to_be_visible()
    assert acts.distinct("/payments") == 1
    assert len(visitor.view()["payment"]["payments"]) == 1
    one.page.reload()
    expect(one.page.locator("#panel .code")).to_be_visible()
    assert len(visitor.view()["payment"]["payments"]) == 1


def test_an_appointment(citizen: Citizen, visitor: Visitor) -> None:
    visitor.cleared().pay()
    one = citizen().takes_over(visitor)
    one.page.locator("#panel .choice label").first.click()
    one.page.click("label[for=slot-0]")
    acts = Acts(one.page)
    press_twice(one.page, "#panel button.main")
    one.sees("scheduled")
    assert Counter(url.rsplit("/", 1)[-1] for _, url, _ in acts.asked)["appointment"] == 1
    assert visitor.events().count("AppointmentBooked") == 1


def test_a_withdrawal(citizen: Citizen, visitor: Visitor) -> None:
    one = citizen().takes_over(visitor.submitted())
    one.page.click("#withdraw-open")
    expect(one.page.locator("#withdraw-ask h3")).to_be_focused()
    acts = Acts(one.page)
    press_twice(one.page, "#withdraw-ask button.wrong")
    expect(one.page.locator("#file")).to_have_attribute("data-status", "withdrawn")
    expect(one.page.locator("#status")).to_be_focused()
    assert [url.rsplit("/", 1)[-1] for _, url, _ in acts.asked] == ["withdrawal"]


def test_a_runbook(officer: Callable[..., Officer], visitor: Visitor) -> None:
    number = visitor.submitted().application_id
    budi = officer("budi")
    budi.takes_form(number, "decide", "clear")
    budi.chooses("Reason", "complete")
    acts = Acts(budi.page)
    press_twice(budi.page, "form.card button.main")
    budi.done()
    assert [url.rsplit("/", 1)[-1] for _, url, _ in acts.asked] == ["executions"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_other_language_goes_on_where_one_was(language: str, citizen: Citizen) -> None:
    one = citizen(language).begin().eligible()
    one.turn_to("name")
    one.page.fill("#applicant-full-name", one.person.full_name)
    one.save()
    one.step("nik")
    one.page.click("#language")
    other = Applicant(one.page, "en" if language == "id" else "id", one.person)
    other.step("nik")
    expect(one.page.locator("html")).to_have_attribute("lang", other.language)
    other.turn_to("name")
    expect(one.page.locator("#applicant-full-name")).to_have_value(one.person.full_name)
