"""No signal: the form opens, is filled in and handed in; the rest happens by itself when the signal is back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.applicant import Applicant
from tests.support.patience import awaited
from tests.support.visitor import Visitor

Citizen = Callable[..., Applicant]
KEPT = """async () => {
  const { keep } = JSON.parse(document.getElementById("page").textContent).paths;
  return keep.length > 2 && (await Promise.all(keep.map((each) => caches.match(each)))).every(Boolean);
}"""


def ready_for_offline(page: Page) -> None:
    """Waits until all that the page wants to have without signal is on the device."""
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    awaited(lambda: bool(page.evaluate(KEPT)), bool)


def test_begun_filled_and_submitted_without_signal(citizen: Citizen, papers: tuple[Path, Path]) -> None:
    one = citizen().begin()
    ready_for_offline(one.page)
    one.page.context.set_offline(True)
    one.page.reload()
    expect(one.page.locator("#state")).to_have_attribute("data-state", "waiting")
    one.eligible().answered().attaches(*papers)
    one.declares()
    one.save()
    expect(one.page.locator("#submitting")).to_have_text(one.say("apply.will_submit"))
    one.page.reload()
    one.page.context.set_offline(False)
    one.submitted()
    assert one.draft()["status"] == "submitted"


def test_an_application_seen_before_is_shown_without_signal(citizen: Citizen, visitor: Visitor) -> None:
    visitor.submitted()
    one = citizen("en").visit("application", f"#{visitor.application_id}.{visitor.access_key}")
    expect(one.page.locator("#file")).to_have_attribute("data-status", "submitted")
    ready_for_offline(one.page)
    one.page.context.set_offline(True)
    one.page.reload()
    expect(one.page.locator("#file")).to_have_attribute("data-status", "submitted")
    expect(one.page.locator("#state")).to_have_attribute("data-state", "waiting")


def test_a_page_never_seen_says_what_to_do(citizen: Citizen) -> None:
    one = citizen().visit("apply")
    ready_for_offline(one.page)
    one.page.context.set_offline(True)
    one.page.goto("/layanan/never-seen/")
    expect(one.page.locator("h1")).to_have_text(one.say("offline.title"))


def test_lost_at_every_step_nothing_is_typed_twice(citizen: Citizen, papers: tuple[Path, Path]) -> None:
    """The signal comes and goes with every step, and the page is closed and opened each time it is away."""
    one = citizen().begin()
    ready_for_offline(one.page)
    context = one.page.context

    def interrupted(*answers: Callable[[], Applicant]) -> None:
        for number, answer in enumerate(answers):
            context.set_offline(number % 2 == 0)
            answer()
            one.page.reload()
        context.set_offline(False)

    interrupted(one.eligible, one.about, one.reached, one.asks, lambda: one.attaches(*papers))
    filled = one.draft()["values"]
    assert filled["/applicant/full_name"] == one.person.full_name
    assert filled["/answers/old_passport_number"] == one.person.old_passport
    one.submits()
