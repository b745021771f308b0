"""Everything by keyboard: Tab, arrows, Space and Enter only, with the focus seen and never lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.applicant import Applicant
from tests.browser.officer import Officer, more
from tests.support.visitor import Visitor

MOST_TABS = 60
FOCUS = """() => {
  const focused = document.activeElement;
  return { tag: focused.tagName, id: focused.id, text: (focused.innerText || focused.value || "").trim() };
}"""


def tab_to(page: Page, selector: str) -> None:
    """Tab until that element has the focus, which has to be visible there."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            assert_focus_is_seen(page)
            return
    raise AssertionError(f"{selector} is not reached by Tab; the focus is on {page.evaluate(FOCUS)}")


def assert_focus_is_seen(page: Page) -> None:
    ring = page.evaluate(
        """() => {
        const focused = document.activeElement;
        const shown = focused.matches("input.unseen") || focused.matches("input[type=radio], input[type=checkbox]")
          ? focused.nextElementSibling : focused;
        const { outlineStyle, outlineWidth } = getComputedStyle(shown);
        const own = getComputedStyle(focused);
        return [outlineStyle, outlineWidth, own.outlineStyle, own.outlineWidth].join(" ");
        }"""
    )
    assert "solid 3px" in ring, f"no focus ring on {page.evaluate(FOCUS)}: {ring}"


def enter(page: Page, selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.type(text)


def press(page: Page, selector: str, key: str = "Enter") -> None:
    tab_to(page, selector)
    page.keyboard.press(key)


def test_an_application_needs_no_mouse(citizen: Callable[..., Applicant], papers: tuple[Path, Path]) -> None:
    one = citizen().begin()
    page, who = one.page, one.person
    # From now on: asked for only at the press, a busy browser may hear of it after the press.
    page.on("filechooser", lambda _chooser: None)
    press(page, "#eligible", "Space")
    press(page, "#save")
    one.step("tasks")
    expect(page.locator("[data-step=tasks] h1")).to_be_focused()
    press(page, "#next")
    for step, typed in (
        ("name", {"#applicant-full-name": who.full_name}),
        ("nik", {"#applicant-nik": who.nik}),
        ("birth", {"#applicant-birth-place": who.birth_place}),
        ("person", {}),
    ):
        answer(one, step, typed)
    press(page, "#next")
    answer(one, "contact", {"#applicant-phone": who.phone})
    answer(one, "address", {"#applicant-address": who.address})
    press(page, "#next")
    one.step("validity-years")
    press(page, "#answers-validity-years", "Space")
    press(page, "#save")
    one.step("accelerated")
    press(page, "#answers-accelerated", "Space")
    press(page, "#save")
    answer(one, "old-passport-number", {"#answers-old-passport-number": who.old_passport})
    day = "#answers-old-passport-issued-on"
    answer(one, "old-passport-issued-on", {day: "6", f"{day}-month": "5", f"{day}-year": "2021"})
    press(page, "#next")
    for kind, paper in zip(("ktp", "old-passport"), papers, strict=True):
        one.step(kind)
        tab_to(page, f"#file-{kind}")
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("Space")
        chooser.value.set_files(paper)
        expect(one.step(kind).locator("img.seen")).to_be_visible()
        press(page, "#save")
    press(page, "#next")
    one.step("check")
    press(page, "#declared", "Space")
    press(page, "#save")
    one.submitted()
    expect(page.locator("[data-step=done] h1")).to_be_focused()


def answer(one: Applicant, step: str, typed: dict[str, str]) -> None:
    one.step(step)
    for selector, text in typed.items():
        enter(one.page, selector, text)
    press(one.page, "#save")
    expect(one.page.locator(f"[data-step={step}]")).to_be_hidden()


def test_a_fault_leads_to_its_field(citizen: Callable[..., Applicant]) -> None:
    one = citizen().begin().eligible()
    one.turn_to("contact")
    press(one.page, "#save")
    summary = one.faulty()
    assert one.page.title().startswith(one.say("apply.fault_title"))
    press(one.page, "#faults a")
    expect(one.page.locator("#applicant-phone")).to_be_focused()
    expect(summary).to_be_visible()
    described = one.page.get_attribute("#applicant-phone", "aria-describedby") or ""
    assert any(one.page.locator(f"#{each}.error").count() for each in described.split())


def test_the_first_tab_skips_to_the_content(citizen: Callable[..., Applicant]) -> None:
    one = citizen().begin().eligible()
    one.page.reload()
    one.page.keyboard.press("Tab")
    expect(one.page.locator(".skip")).to_be_focused()
    one.page.keyboard.press("Enter")
    expect(one.page.locator("main")).to_be_focused()
    one.step("tasks")


def test_an_officer_needs_no_mouse(officer: Callable[..., Officer], visitor: Visitor) -> None:
    number = visitor.submitted().application_id
    budi = officer("budi")
    line = budi.page.locator(f'button[aria-label$="{number}"]')
    expect(line.or_(budi.page.locator(more("review"))).first).to_be_visible()
    if not line.count():
        budi.page.locator(more("review")).press("Enter")
        expect(line).to_be_visible()
    press(budi.page, f'button[aria-label$="{number}"]')
    dialog = budi.page.locator("dialog[open]")
    expect(dialog.locator(".imi-number").first).to_have_text(number)
    press(budi.page, 'dialog a[href*="Outcome=clear"]')
    expect(budi.page.locator("main")).to_be_focused()
    press(budi.page, "input[name=Reason]", "Space")
    press(budi.page, "form.card button.main")
    budi.done()
    assert visitor.reaches("awaiting_payment")["status"] == "awaiting_payment"
