"""The proof of payment: on the application's page, on paper, verified by its code; and a payment nobody has seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.applicant import Applicant
from tests.browser.officer import Officer
from tests.browser.states import SHOTS, States, report
from tests.browser.words import LANGUAGES, PATHS
from tests.support.local_cloud import LocalCloud
from tests.support.visitor import Visitor

Citizen = Callable[..., Applicant]
Desk = Callable[..., Officer]
CODE = re.compile(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}")
A4: ViewportSize = {"width": 794, "height": 1123}
AMOUNT = {"id": "Rp650.000", "en": "Rp650,000"}


def printed(page: Page, name: str) -> bytes:
    """The receipt alone on A4, as its button prints it; also as a picture."""
    page.evaluate("document.body.classList.add('only')")
    page.emulate_media(media="print")
    before = page.viewport_size or A4
    page.set_viewport_size(A4)
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    paper = page.pdf(path=SHOTS / f"{name}.pdf", prefer_css_page_size=True)
    page.set_viewport_size(before)
    page.emulate_media(media="screen")
    page.evaluate("document.body.classList.remove('only')")
    return paper


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_is_shown_printed_and_verified(
    language: str, citizen: Citizen, visitor: Visitor, local_cloud: LocalCloud
) -> None:
    one = citizen(language).takes_over(visitor.paid())
    one.look = (states := States(one.page, f"receipt-{language}")).look
    receipt = one.page.locator("#receipt")
    expect(receipt.locator("svg.qr")).to_be_visible()
    code = CODE.search(receipt.inner_text())
    assert code
    line = visitor.view()["payment"]["payments"][-1]
    assert line["receipt"] == code[0]
    for said in (AMOUNT[language], visitor.application_id, line["gateway_payment_id"], line["order_id"]):
        expect(receipt).to_contain_text(said)
    one.look("paid")
    paper = printed(one.page, f"receipt-print-{language}")
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1
    one.page.goto("about:blank")
    one.page.goto(f"{PATHS[language]['verify']}#{code[0]}")
    result = one.page.locator("#result")
    expect(result.locator("h2")).to_have_text(one.say("verify.valid"))
    expect(result.locator("h2")).to_be_focused()
    assert visitor.person.full_name not in one.page.inner_text("main")
    one.look("valid")
    one.page.fill("#code", code[0].lower().replace("-", " "))
    one.page.keyboard.press("Enter")
    expect(result.locator("h2")).to_have_text(one.say("verify.valid"))
    one.page.fill("#code", "0000-0000-0000-0000")
    one.page.keyboard.press("Enter")
    expect(one.faulty()).to_contain_text(one.say("verify.unknown"))
    one.look("unknown")
    one.page.fill("#code", "7Q2M")
    one.page.keyboard.press("Enter")
    expect(one.faulty()).to_contain_text(one.say("verify.code_wrong"))
    visitor.misbehave("chargeback")
    visitor.shows("PaymentChargedBack")
    one.page.fill("#code", code[0])
    one.page.keyboard.press("Enter")
    expect(result.locator("h2")).to_have_text(one.say("verify.revoked"))
    one.look("revoked")
    assert not (found := report(states)), found


def test_only_the_receipt_is_printed_by_its_button(citizen: Citizen, visitor: Visitor) -> None:
    one = citizen().takes_over(visitor.paid())
    one.page.evaluate("window.print = () => { window.asked = document.body.className; }")
    one.page.get_by_role("button", name=one.say("receipt.print")).click()
    assert one.page.evaluate("window.asked") == "only"
    one.page.emulate_media(media="print")
    expect(one.page.locator("#receipt")).to_be_visible()
    for other in ("#timeline", "#status", ".foot", "#panel"):
        expect(one.page.locator(other)).to_be_hidden()
    one.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(one.page.locator("#timeline")).to_be_visible()


def test_a_state_payment_shows_its_ntpn(citizen: Citizen, visitor: Visitor, local_cloud: LocalCloud) -> None:
    visitor.cleared()
    reply = visitor.call(
        "POST", "/payments", {"gateway": "simponi"}, idempotency_key="7a8f6c0e-5a52-4a0f-9a51-2d7d3c0b9d11"
    )
    local_cloud.command("gateway", "pay", reply.json["payment_id"])
    visitor.reaches("paid", seconds=60)
    one = citizen().takes_over(visitor)
    expect(one.page.locator("#receipt")).to_contain_text(one.say("receipt.ntpn"))
    expect(one.page.locator("#receipt")).to_contain_text(
        visitor.view()["payment"]["payments"][-1]["gateway_payment_id"]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_misses_a_payment_sends_the_banks_paper_and_is_answered(
    language: str, citizen: Citizen, officer: Desk, visitor: Visitor, papers: tuple[Path, Path], local_cloud: LocalCloud
) -> None:
    visitor.cleared().issue_payment()
    one = citizen(language).takes_over(visitor)
    one.look = (states := States(one.page, f"dispute-{language}")).look
    one.page.get_by_text(one.say("pay.missed"), exact=True).click()
    expect(one.page.get_by_text(one.say("dispute.choose"))).to_be_visible()
    one.look("asked")
    one.page.set_input_files("#proof", papers[0])
    expect(one.page.locator("#panel .note.warn")).to_contain_text(one.say("pay.looking"), timeout=60_000)
    one.look("looking")
    ratna = officer("ratna", language)
    shown = ratna.opens(visitor.application_id)
    expect(shown).to_contain_text("dispute")
    local_cloud.command(
        "officer", "dispute", visitor.application_id, "--officer", "ratna", "--reason", "payment_not_found"
    )
    one.page.reload()
    expect(one.page.locator("#panel .note").first).to_contain_text(one.say("reason.payment_not_found"))
    expect(one.page.locator("#timeline")).to_contain_text(one.say("event.DisputeClosed"))
    one.look("answered")
    assert not (found := report(states)), found
