"""What is drawn to see whether it looks as it did: site, an application on its way, gateway and console."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.applicant import Applicant
from tests.browser.looks import Drawing, draw
from tests.browser.officer import Officer
from tests.browser.profile import DESK, Profiles
from tests.browser.words import PATHS
from tests.support.local_cloud import LocalCloud
from tests.support.visitor import Visitor

STATIC = ("home", "service", "apply", "track", "verify", "together", "accessibility")
# How much waits, and for how long, depends on what else has happened in this cloud: one line stands for all.
ONE_LINE = """() => {
  const [first, ...others] = document.querySelectorAll("main .imi-rows");
  for (const list of others) { list.previousElementSibling.remove(); list.remove(); }
  for (const line of [...first.children].slice(1)) line.remove();
  while (first.nextElementSibling) first.nextElementSibling.remove();
}"""


def static_pages(_cloud: LocalCloud, profiles: Profiles) -> Drawing:
    page = profiles.page()
    drawn: Drawing = {}
    for name in STATIC:
        page.goto(PATHS["id"][name])
        drawn |= draw(page, name)
    return drawn


def application(cloud: LocalCloud, profiles: Profiles) -> Drawing:
    """One application in three states; meanwhile it is seen in the officers' queue and at the gateway."""
    visitor = Visitor(cloud).submitted()
    one = Applicant(profiles.page()).takes_over(visitor)
    drawn = draw(one.page, "application-submitted") | draw(queue(cloud, profiles), "console-queue")
    visitor.decided("budi", "clear", "complete").issue_payment()
    one.opens()
    expect(one.page.locator("#panel .code")).to_be_visible()
    drawn |= draw(one.page, "application-code")
    drawn |= draw(order(cloud, profiles, visitor.payment["order_id"]), "gateway-order")
    cloud.command("gateway", "pay", visitor.payment["payment_id"])
    visitor.settles()
    visitor.officer("budi", "attend").decided("ratna", "approve", "verified").officer("budi", "ready")
    one.opens()
    expect(one.page.locator("#receipt svg.qr")).to_be_visible()
    return drawn | draw(one.page, "application-ready")


def queue(cloud: LocalCloud, profiles: Profiles) -> Page:
    """The board with one application waiting."""
    page = profiles.page(viewport=DESK)
    Officer(page, cloud.outputs["console_url"], "sari").sits_down()
    page.evaluate(ONE_LINE)
    return page


def order(cloud: LocalCloud, profiles: Profiles, order_id: str) -> Page:
    """An order that waits for its money."""
    page = profiles.page()
    page.goto(f"{cloud.outputs['gateway_url']}/pesanan/{order_id}")
    return page


SCENES = (static_pages, application)
