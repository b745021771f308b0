"""A citizen in front of the site: presses, types and reads; sees nothing but the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser.words import PATHS, say
from tests.support.people import Person
from tests.support.visitor import Visitor

SUBMITTED = 60_000
UPLOADED = 60_000


def unmoved(name: str) -> None:
    """What is done at each step that is worth a look: nothing."""


@dataclass(eq=False)
class Applicant:
    """One citizen on one page. `look` is called with a name at every state worth a look."""

    page: Page
    language: str = "id"
    person: Person = field(default_factory=Person)
    look: Callable[[str], None] = unmoved
    number: str = ""
    link: str = ""

    # ------------------------------------------------------------ getting about

    def visit(self, page: str, fragment: str = "") -> Applicant:
        self.page.goto(PATHS[self.language][page] + fragment)
        return self

    def begin(self, fragment: str = "") -> Applicant:
        self.visit("apply", fragment)
        expect(self.page.locator("#without-script")).to_have_count(0)
        return self

    def step(self, name: str) -> Locator:
        """That step, once it is what the page shows."""
        step = self.page.locator(f"[data-step={name}]")
        expect(step).to_be_visible()
        return step

    def turn_to(self, name: str) -> Locator:
        """As a link in the page would lead there."""
        self.page.evaluate("(name) => { location.hash = name; }", name)
        return self.step(name)

    def save(self) -> None:
        self.page.click("#save")

    def go_on(self) -> None:
        """From the task list to what is still open."""
        self.step("tasks")
        self.page.click("#next")

    def say(self, key: str, **values: object) -> str:
        return say(self.language, key, **values)

    def faulty(self) -> Locator:
        """The summary of what is wrong, which takes the focus."""
        summary = self.page.locator("#faults")
        expect(summary).to_be_visible()
        expect(summary).to_be_focused()
        return summary

    # ------------------------------------------------------------ answers

    def eligible(self) -> Applicant:
        self.step("eligible")
        self.page.click("label[for=eligible]")
        self.save()
        self.step("tasks")
        return self

    def fill(self, name: str, field_id: str, value: str) -> None:
        self.step(name)
        self.page.fill(f"#{field_id}", value)

    def date(self, field_id: str, iso: str) -> None:
        year, month, day = iso.split("-")
        for part, value in (("", day), ("-month", month), ("-year", year)):
            self.page.fill(f"#{field_id}{part}", str(int(value)))

    def about(self) -> Applicant:
        """The first task. Birth date and sex come from the NIK and are only confirmed."""
        self.go_on()
        self.fill("name", "applicant-full-name", self.person.full_name)
        self.save()
        self.fill("nik", "applicant-nik", self.person.nik)
        self.save()
        self.fill("birth", "applicant-birth-place", self.person.birth_place)
        self.save()
        self.step("person")
        self.save()
        self.step("tasks")
        return self

    def reached(self) -> Applicant:
        """The second task: contact and address."""
        self.go_on()
        self.fill("contact", "applicant-phone", self.person.phone)
        self.page.fill("#applicant-email", self.person.email or "")
        self.save()
        self.fill("address", "applicant-address", self.person.address)
        self.save()
        self.step("tasks")
        return self

    def asks(self) -> Applicant:
        """The third task: what is applied for."""
        self.go_on()
        self.step("validity-years")
        self.page.click("label[for=answers-validity-years]")
        self.save()
        self.step("accelerated")
        self.page.click("label[for=answers-accelerated]")
        self.save()
        self.fill("old-passport-number", "answers-old-passport-number", self.person.old_passport)
        self.save()
        self.step("old-passport-issued-on")
        self.date("answers-old-passport-issued-on", "2021-05-06")
        self.save()
        self.step("tasks")
        return self

    def attach(self, kind: str, path: Path) -> None:
        """Chooses the picture; the page shows it once it is prepared."""
        step = self.step(kind)
        self.page.set_input_files(f"#file-{kind}", path)
        expect(step.locator("img.seen")).to_be_visible(timeout=20_000)

    def attaches(self, ktp: Path, passport: Path) -> Applicant:
        self.go_on()
        self.attach("ktp", ktp)
        self.save()
        self.attach("old-passport", passport)
        self.save()
        self.step("tasks")
        return self

    def accepted(self, kind: str) -> None:
        """Waits until the document on this step has been checked and taken."""
        expect(self.step(kind).locator("[data-tag=done]")).to_be_visible(timeout=UPLOADED)

    def answered(self) -> Applicant:
        return self.about().reached().asks()

    # ------------------------------------------------------------ the end

    def declares(self) -> Applicant:
        self.go_on()
        self.step("check")
        self.page.click("label[for=declared]")
        return self

    def submits(self) -> Applicant:
        self.declares()
        self.save()
        return self.submitted()

    def submitted(self) -> Applicant:
        """On the confirmation: number and the way back are read off it."""
        expect(self.page.locator("#done-qr svg")).to_be_visible(timeout=SUBMITTED)
        self.number = self.page.inner_text("#done-number").strip()
        assert re.fullmatch(r"LBG-\w{4}-\w{4}-\w", self.number), self.number
        self.link = self.page.get_attribute("#status-link", "href") or ""
        assert f"#{self.number}." in self.link
        return self

    # ------------------------------------------------------------ afterwards

    def takes_over(self, visitor: Visitor) -> Applicant:
        """The page of an application that came this far without a browser."""
        self.person, self.number = visitor.person, visitor.application_id
        self.link = f"{PATHS[self.language]['application']}#{self.number}.{visitor.access_key}"
        return self.opens()

    def opens(self) -> Applicant:
        """The application's own page, by its link."""
        self.page.goto("about:blank")
        self.page.goto(self.link)
        expect(self.page.locator("#file")).to_be_visible(timeout=20_000)
        return self

    def sees(self, status: str, *, seconds: float = 40) -> Applicant:
        """Waits until the page shows that status, asking again as an impatient citizen does."""
        file = self.page.locator("#file")
        refresh = self.page.locator("[data-refresh]")
        for _ in range(int(seconds)):
            refresh.click()
            try:
                expect(file).to_have_attribute("data-status", status, timeout=1_000)
                return self
            except AssertionError:
                continue
        expect(file).to_have_attribute("data-status", status)
        return self

    def tracks(self, number: str = "") -> Locator:
        """What is told by number and birth date, as somebody without the link asks."""
        self.visit("track")
        self.page.fill("#id", number or self.number)
        for name, value in zip(("year", "month", "day"), self.person.birth_date.split("-"), strict=True):
            self.page.fill(f"#{name}", value)
        self.page.click("button.main")
        return self.page.locator("#result")

    def wants_to_pay(self, way: str = "midtrans/bank_transfer") -> None:
        """Chooses a way to pay, and does not yet ask for its code."""
        self.page.click(f"#panel label[for='way-{way.replace('/', '-')}']")

    def asks_for_code(self, way: str = "midtrans/bank_transfer") -> None:
        self.wants_to_pay(way)
        self.page.click("#panel button.main")
        expect(self.page.locator("#panel input[name=way]")).to_have_count(0, timeout=20_000)

    def books(self) -> None:
        """The first day and the first hour that are offered."""
        self.page.locator("#panel .choice label").first.click()
        self.page.click("label[for=slot-0]")
        self.look("slot")
        self.page.click("#panel button.main")

    def objects(self, grounds: str) -> None:
        self.page.fill("#grounds", grounds)
        self.page.click("#panel button.main")

    def draft(self) -> dict[str, Any]:
        """What this device keeps of the current draft."""
        kept: dict[str, Any] = self.page.evaluate(
            "() => JSON.parse(localStorage['draft.' + JSON.parse(localStorage.current)])"
        )
        return kept

    def synced(self) -> Applicant:
        """Waits until the server has everything."""
        expect(self.page.locator("#state")).to_have_attribute("data-state", "server", timeout=30_000)
        return self


def query(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)
