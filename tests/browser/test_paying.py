"""Paying: the ways that are offered, what each gives to pay with, changing one's mind, running out, and outages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.applicant import Applicant
from tests.browser.states import States, report
from tests.browser.words import LANGUAGES
from tests.support.local_cloud import LocalCloud
from tests.support.outside import Line
from tests.support.patience import awaited
from tests.support.visitor import Visitor
from tests.support.visitor import expect as answered

Citizen = Callable[..., Applicant]
CATALOGUE = "**/catalogue/gateways.json"
#: Way to pay → what the page shows for it.
WAYS = {
    "midtrans/bank_transfer": "#panel .code",
    "midtrans/qris": "#panel .qr",
    "midtrans/gopay": "#panel a.button",
    "midtrans/alfamart": "#panel .code",
    "simponi/billing_code": "#panel .code",
}


@pytest.fixture
def catalogue(local_cloud: LocalCloud) -> dict[str, Any]:
    told = answered(Line(local_cloud.outputs["site_url"]).call("GET", "/catalogue/gateways.json"), 200)
    found: dict[str, Any] = told.json["gateways"]
    return found


@pytest.fixture
def outage(local_cloud: LocalCloud) -> Iterator[Callable[[int], Any]]:
    """Lets the gateway not answer for so many seconds; it answers again in the end."""

    def begin(seconds: int) -> Any:
        return local_cloud.command("gateway", "outage", str(seconds))

    yield begin
    begin(0)


def panel(one: Applicant) -> Locator:
    return one.page.locator("#panel")


def pressed(one: Applicant, key: str) -> None:
    panel(one).get_by_role("button", name=one.say(key)).click()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_is_offered_with_its_name_and_what_is_known_of_its_law(
    language: str, citizen: Citizen, visitor: Visitor, catalogue: dict[str, Any]
) -> None:
    one = citizen(language).takes_over(visitor.cleared())
    one.look = (states := States(one.page, f"paying-{language}")).look
    expect(panel(one).locator(".choice")).to_have_count(len(WAYS))
    for code, gateway in catalogue.items():
        group = panel(one).get_by_role("group", name=gateway["name"][language])
        for method in gateway["methods"]:
            label = group.locator(f"label[for=way-{code}-{method['code']}]")
            expect(label).to_contain_text(method["name"][language])
        marks = [] if gateway["legal_basis"]["verified"] else [one.say("pay.unconfirmed")]
        expect(group.locator("legend .tag")).to_have_text(marks)
        group.locator("summary").click()
        expect(group).to_contain_text(gateway["legal_basis"]["text"][language])
        expect(group).to_contain_text(gateway["legal_basis"]["source"])
    one.look("ways")
    panel(one).locator("button.main").click()
    expect(panel(one).locator(".problem")).to_have_text(one.say("pay.choose_first"))
    expect(panel(one).locator("input").first).to_be_focused()
    one.look("no-way-chosen")
    assert visitor.view()["payment"]["payments"] == []
    assert not (found := report(states)), found


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_way_gives_what_is_paid_with_and_is_paid(
    language: str, way: str, citizen: Citizen, visitor: Visitor, local_cloud: LocalCloud
) -> None:
    one = citizen(language).takes_over(visitor.cleared())
    one.look = (states := States(one.page, f"paying-{language}-{way.replace('/', '-')}")).look
    one.asks_for_code(way)
    expect(one.page.locator(WAYS[way])).to_be_visible()
    expect(panel(one)).to_contain_text("Rp650")
    expect(panel(one).locator("h2")).to_be_focused()
    [payment] = visitor.view()["payment"]["payments"]
    assert (payment["gateway"], payment["method"]) == tuple(way.split("/"))
    one.look("bill")
    one.page.reload()
    expect(one.page.locator(WAYS[way])).to_be_visible()
    assert len(visitor.view()["payment"]["payments"]) == 1
    local_cloud.command("gateway", "pay", payment["payment_id"])
    one.sees("paid")
    assert not (found := report(states)), found


def test_the_wallets_link_leads_to_the_order_at_the_gateway(
    citizen: Citizen, visitor: Visitor, local_cloud: LocalCloud
) -> None:
    one = citizen().takes_over(visitor.cleared())
    one.asks_for_code("midtrans/gopay")
    link = panel(one).locator("a.button")
    [payment] = visitor.view()["payment"]["payments"]
    expect(link).to_have_attribute("href", f"{local_cloud.outputs['gateway_url']}/pesanan/{payment['order_id']}")
    expect(link).to_have_attribute("rel", "noreferrer")


def test_a_code_is_copied_whole_and_without_spaces(citizen: Citizen, visitor: Visitor) -> None:
    one = citizen().takes_over(visitor.cleared())
    one.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    one.asks_for_code("simponi/billing_code")
    pressed(one, "pay.copy")
    expect(panel(one)).to_contain_text(one.say("pay.copied"))
    code = (panel(one).locator(".code").text_content() or "").replace(" ", "")
    assert (len(code), one.page.evaluate("navigator.clipboard.readText()")) == (15, code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_citizen_changes_the_way_and_the_first_code_stays_at_hand(
    language: str, citizen: Citizen, visitor: Visitor, local_cloud: LocalCloud
) -> None:
    one = citizen(language).takes_over(visitor.cleared())
    one.look = (states := States(one.page, f"paying-{language}-change")).look
    one.asks_for_code("midtrans/bank_transfer")
    first = panel(one).locator(".code").text_content()
    pressed(one, "pay.change")
    expect(panel(one).locator(".note")).to_contain_text(re.compile("Midtrans"))
    expect(panel(one).locator("h2")).to_be_focused()
    one.look("change")
    pressed(one, "pay.back")
    expect(panel(one).locator(".code")).to_have_text(str(first))
    pressed(one, "pay.change")
    one.asks_for_code("midtrans/qris")
    panel(one).get_by_text(one.say("pay.older")).click()
    expect(panel(one)).to_contain_text(one.say("pay.only_one"))
    one.look("older")
    panel(one).locator("details li button").click()
    expect(panel(one).locator(".code")).to_have_text(str(first))
    older, newer = visitor.view()["payment"]["payments"]
    assert (older["method"], newer["method"]) == ("bank_transfer", "qris")
    local_cloud.command("gateway", "pay", older["payment_id"])
    one.sees("paid")
    assert not (found := report(states)), found


def test_another_device_shows_the_same_code(citizen: Citizen, visitor: Visitor) -> None:
    one = citizen().takes_over(visitor.cleared())
    one.asks_for_code("midtrans/alfamart")
    code = panel(one).locator(".code").text_content()
    other = citizen().takes_over(visitor)
    expect(panel(other).locator(".code")).to_have_text(str(code))
    assert len(visitor.view()["payment"]["payments"]) == 1


def test_a_code_that_has_run_out_is_replaced(citizen: Citizen, visitor: Visitor) -> None:
    one = citizen().takes_over(visitor.cleared())
    one.look = (states := States(one.page, "paying-expired")).look
    one.asks_for_code()
    first = str(panel(one).locator(".code").text_content())
    one.page.clock.install()
    one.page.reload()
    expect(panel(one).locator(".code")).to_have_text(first)
    one.page.clock.fast_forward("25:00:00")
    expect(panel(one).locator(".note.warn")).to_have_text(one.say("pay.expired"))
    expect(panel(one).locator("button.main")).to_have_text(one.say("pay.again"))
    one.look("expired")
    assert not (found := report(states)), found


@pytest.mark.parametrize("language", LANGUAGES)
def test_money_at_a_bank_is_waited_for_and_not_asked_for_again(
    language: str, citizen: Citizen, visitor: Visitor, local_cloud: LocalCloud
) -> None:
    payment = visitor.cleared().issue_payment("simponi")
    local_cloud.command("gateway", "misbehave", payment["payment_id"], "drop")
    local_cloud.command("gateway", "treasury", "--spoil", "unconfirmed")
    awaited(lambda: visitor.view()["payment"]["payments"][-1], lambda seen: seen.get("note") == "paid_at_bank")
    one = citizen(language).takes_over(visitor)
    one.look = (states := States(one.page, f"paying-{language}-bank")).look
    expect(panel(one).locator("h2")).to_have_text(one.say("pay.at_bank_title"))
    expect(panel(one).locator("input[name=way]")).to_have_count(0)
    one.look("at-bank")
    local_cloud.command("gateway", "treasury")
    pressed(one, "pay.look")
    one.sees("paid")
    assert not (found := report(states)), found


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_outage_is_told_another_gateway_offered_and_the_page_tries_again_by_itself(
    language: str, citizen: Citizen, visitor: Visitor, outage: Callable[[int], Any]
) -> None:
    one = citizen(language).takes_over(visitor.cleared())
    one.look = (states := States(one.page, f"paying-{language}-outage")).look
    outage(60)
    one.asks_for_code("midtrans/qris")
    told = panel(one).locator("[data-outage=midtrans]")
    expect(told).to_contain_text(one.say("pay.down", gateway="Midtrans"))
    expect(told).to_contain_text(one.say("pay.down_safe"))
    one.look("outage")
    pressed(one, "pay.other")
    expect(panel(one).locator(".choice")).to_have_count(1)
    expect(panel(one).get_by_role("group", name="SIMPONI")).to_be_visible()
    one.look("another")
    one.page.reload()
    expect(told).to_be_visible()
    outage(0)
    expect(panel(one).locator(".qr")).to_be_visible(timeout=70_000)
    assert len(visitor.view()["payment"]["payments"]) == 1
    assert not (found := report(states)), found


def test_without_the_catalogue_the_page_says_so_and_tries_again(citizen: Citizen, visitor: Visitor) -> None:
    one = citizen()
    lost: list[Route] = []

    def lose(route: Route) -> None:
        lost.append(route)
        route.abort() if len(lost) == 1 else route.continue_()

    one.page.route(CATALOGUE, lose)
    one.takes_over(visitor.cleared())
    expect(panel(one).get_by_role("alert")).to_have_text(one.say("fault.offline"))
    pressed(one, "pay.retry")
    expect(panel(one).locator(".choice")).to_have_count(len(WAYS))
