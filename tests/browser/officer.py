"""An officer in front of the console: chooses, reads, fills in forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.applicant import unmoved
from tests.support.patience import awaited


def more(queue: str) -> str:
    """The queue's overview shows the first few of each stage; this button shows all of that one."""
    return f"""button:has(+ cwdb-action:text('"queue": "{queue}"'))"""


@dataclass(eq=False)
class Officer:
    """One officer on one page. `look` is called with a name at every state worth a look."""

    page: Page
    console_url: str
    name: str
    language: str = "id"
    look: Callable[[str], None] = unmoved

    def sits_down(self) -> Officer:
        """At the queue, in this officer's name."""
        self.page.goto(f"{self.console_url}/?lang={self.language}")
        self.page.select_option("#officer", self.name)
        return self.at_rest()

    def goes_to(self, place: str) -> Officer:
        """A part of the console by its address: `runbooks`, `board/imigrasi-local-operations`."""
        self.page.evaluate("(place) => { location.hash = '#/' + place; }", place)
        return self.at_rest()

    def at_rest(self) -> Officer:
        """Every widget has its answer."""
        expect(self.page.locator("main h1")).to_be_visible()
        expect(self.page.locator("[aria-busy]")).to_have_count(0, timeout=30_000)
        return self

    def takes_from_queue(self, number: str, queue: str = "review") -> Locator:
        """The application in a popup, opened from its line in the queue."""
        self.goes_to("board/imigrasi-local-queue")
        line = self.page.get_by_role("button", name=number)
        expect(line.or_(self.page.locator(more(queue))).first).to_be_visible()
        if not line.count():
            self.page.locator(more(queue)).click()
        line.click()
        return self._popup(number)

    def opens(self, number: str) -> Locator:
        """The application by its number, in the widget that asks for it."""
        self.goes_to("board/imigrasi-local-queue")
        widget = self.page.locator("section.widget").filter(has=self.page.locator("input[name=application_id]"))
        widget.locator("input[name=application_id]").fill(number)
        widget.locator("form button").click()
        expect(widget.locator(".imi-number").first).to_have_text(number)
        self.at_rest()
        return widget

    def _popup(self, number: str) -> Locator:
        dialog = self.page.locator("dialog[open]")
        expect(dialog.locator(".imi-number").first).to_have_text(number)
        return dialog

    def closes(self) -> None:
        self.page.locator("dialog[open] .bar button").click()
        expect(self.page.locator("dialog")).to_have_count(0)

    def takes_form(self, number: str, document: str, outcome: str = "") -> None:
        """The form that the application's widget offers, with what it fills in. It is offered once the workflow has
        come to that stage: until then the officer looks again."""
        address = f'a[href*="/runbook/imigrasi-local-{document}?"][href*="Outcome={outcome}"]'
        form = address if outcome else address.partition("][")[0] + "]"
        awaited(lambda: self.opens(number).locator(form).count(), lambda offered: offered > 0)
        self.page.locator(form).first.click()
        expect(self.page.locator("form.card")).to_be_visible()

    def chooses(self, field: str, value: str) -> None:
        self.page.check(f"input[name={field}][value={value}]")

    def runs(self) -> None:
        self.page.click("form.card button.main")

    def done(self) -> None:
        """Waits until the runbook has ended well."""
        expect(self.page.locator(".notice.done")).to_be_visible(timeout=30_000)

    def decides(self, number: str, outcome: str, reason: str) -> None:
        self.takes_form(number, "decide", outcome)
        self.chooses("Reason", reason)
        self.look(f"form-{outcome}")
        self.runs()
        self.done()
        self.look(f"done-{outcome}")

    def does(self, number: str, document: str, **choices: str) -> None:
        """`attend`, `produce` or `handover`."""
        self.takes_form(number, document, choices.get("Outcome", ""))
        for field, value in choices.items():
            self.chooses(field, value)
        self.look(f"form-{document}")
        self.runs()
        self.done()
