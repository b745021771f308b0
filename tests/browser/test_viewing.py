"""An officer opens a document from the console; the citizen sees it on the application's page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import urllib3
from playwright.sync_api import Page, expect

from tests.browser.applicant import Applicant
from tests.browser.officer import Officer
from tests.browser.states import States, report
from tests.browser.words import LANGUAGES
from tests.support import papers as made
from tests.support.visitor import Visitor

Citizen = Callable[..., Applicant]
Desk = Callable[..., Officer]
OPEN = {"id": "Buka sekarang", "en": "Open it now"}
GONE = {"id": "Alamat ini tidak membuka apa pun", "en": "This address opens nothing"}
FORM = 'a[href*="/runbook/imigrasi-local-open-file?"][href*="Document={}"]'


@pytest.fixture
def waiting(visitor: Visitor, papers: tuple[Path, Path]) -> Visitor:
    """Somebody in review, with photographs of an identity card and a passport."""
    visitor.start()
    for kind, path in zip(("ktp", "old_passport"), papers, strict=True):
        assert (
            visitor.verdict(visitor.upload(kind, path.read_bytes(), content_type="image/jpeg"))["status"] == "accepted"
        )
    visitor.submit()
    visitor.reaches("submitted")
    return visitor


def linked(visitor: Visitor, document: str = "ktp", officer: str = "budi", reason: str = "review") -> str:
    """What the command line gives an officer."""
    about = ("--application", visitor.application_id, "--document", document, "--reason", reason)
    return str(visitor.cloud.command("officer", "file", "open", *about, "--officer", officer)["link"])


def opened(page: Page, language: str) -> None:
    page.get_by_role("button", name=OPEN[language]).click()
    expect(page.locator("figure img")).to_be_visible()
    assert page.locator("figure img").evaluate("(it) => it.complete && it.naturalWidth > 0")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_is_opened_from_the_console_and_the_citizen_sees_it(
    language: str, citizen: Citizen, officer: Desk, waiting: Visitor
) -> None:
    budi = officer("budi", language)
    desk = States(budi.page, f"viewing-console-{language}")
    widget = budi.opens(waiting.application_id)
    desk.look("documents")
    widget.locator(FORM.format("ktp")).first.click()
    expect(budi.page.locator("form.card")).to_be_visible()
    expect(budi.page.locator("input[name=Document]")).to_have_value("ktp")
    expect(budi.page.locator("input[name=Reason][value=review]")).to_be_checked()
    desk.look("form")
    budi.runs()
    budi.done()
    desk.look("link")
    with budi.page.context.expect_page() as fresh:
        budi.page.locator(".notice.done a.button").click()
    shown = fresh.value
    states = States(shown, f"viewing-{language}")
    address = shown.url
    if language == "en":
        shown.get_by_role("link", name="English").click()
    expect(shown.get_by_role("button", name=OPEN[language])).to_be_visible()
    states.look("asks")
    opened(shown, language)
    expect(shown.locator("main")).to_contain_text(waiting.application_id)
    states.look("shows")
    shown.locator("#full").check()
    assert shown.locator("figure img").evaluate("(it) => it.clientWidth === it.naturalWidth")
    states.look("full")
    shown.goto(f"{address}?language={language}")
    shown.get_by_role("button", name=OPEN[language]).click()
    expect(shown.locator("h1")).to_have_text(GONE[language])
    states.look("gone")
    one = citizen(language).takes_over(waiting)
    own = States(one.page, f"viewing-citizen-{language}")
    expect(one.page.locator("#timeline")).to_contain_text(one.say("event.FileViewed"))
    expect(one.page.locator("#timeline")).to_contain_text(one.say("reason.review"))
    one.page.get_by_text(one.say("application.accesses"), exact=True).click()
    expect(one.page.locator("#accesses")).to_contain_text(f"{one.say('role.officer')} budi")
    own.look("sees")
    assert not (found := report(desk, states, own)), found


def test_a_look_changes_nothing_of_what_the_page_tells(citizen: Citizen, waiting: Visitor) -> None:
    """Why it was rejected is still told, whatever officers have looked at since."""
    waiting.decided("budi", "reject", "not_eligible")
    waiting.call("POST", "/objection", {"grounds": "Dokumen saya lengkap."})
    waiting.reaches("objected")
    link = linked(waiting, "grounds", "sari", "objection")
    assert urllib3.request("POST", link, retries=False).status == 200
    waiting.decided("sari", "uphold", "not_eligible")
    one = citizen().takes_over(waiting)
    expect(one.page.locator("#why")).to_have_text(one.say("reason.not_eligible"))
    one.page.get_by_text(one.say("application.accesses"), exact=True).click()
    expect(one.page.locator("#accesses")).to_contain_text(f"{one.say('role.supervisor')} sari")
    expect(one.page.locator("#accesses")).to_contain_text(one.say("object.grounds"))


def test_grounds_are_read_on_a_phone(visitor: Visitor, citizen: Citizen) -> None:
    visitor.submitted().decided("budi", "reject", "not_eligible")
    text = "Dokumen saya lengkap, dan <b>data</b> saya benar.\n\nMohon diperiksa lagi: " + "nomor " * 60
    assert visitor.call("POST", "/objection", {"grounds": text}).status == 202
    link = linked(visitor, "grounds", "sari", "objection")
    one = citizen()
    states = States(one.page, "viewing-grounds")
    one.page.goto(link)
    one.page.get_by_role("button", name=OPEN["id"]).click()
    expect(one.page.locator("blockquote")).to_contain_text("<b>data</b>")
    states.look("shows")
    assert not (found := report(states)), found


def test_a_link_needs_no_script(citizen: Citizen, waiting: Visitor) -> None:
    link = linked(waiting, "old_passport", "ratna")
    page = citizen(java_script_enabled=False).page
    page.goto(link)
    page.get_by_role("button", name=OPEN["id"]).click()
    expect(page.locator("figure img")).to_be_visible()


def test_a_pdf_opens_in_the_browsers_own_viewer(citizen: Citizen, visitor: Visitor) -> None:
    visitor.start()
    for kind in ("ktp", "old_passport"):
        assert (
            visitor.verdict(visitor.upload(kind, made.pdf(kind), content_type="application/pdf"))["status"]
            == "accepted"
        )
    visitor.submit()
    visitor.reaches("submitted")
    page = citizen().page
    page.goto(linked(visitor))
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        page.get_by_role("button", name=OPEN["id"]).click()
    assert answered.value.status == 200
    assert answered.value.headers["content-type"] == "application/pdf"
    assert answered.value.headers["content-disposition"].startswith("inline")
