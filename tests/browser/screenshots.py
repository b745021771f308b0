"""The README's pictures: `python -m tests.browser.screenshots` takes them anew, of people who do not exist."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.applicant import Applicant
from tests.browser.officer import Officer
from tests.browser.own_cloud import own_cloud
from tests.browser.profile import DESK, Profiles
from tests.support.local_cloud import LocalCloud
from tests.support.people import person
from tests.support.visitor import Visitor

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
TALL: ViewportSize = {"width": 360, "height": 1132}
CONSOLE_WIDTH = 900
COLOURS = 128  # flat pages: more would only be bytes


def main() -> None:
    with own_cloud() as (cloud, profiles):
        form(profiles)
        order_id = pay(cloud, profiles)
        gateway(cloud, profiles, order_id)
        console(cloud, profiles)


def form(profiles: Profiles) -> None:
    """The task list of somebody half-way through."""
    one = Applicant(profiles.page(viewport=TALL), person=person(1)).begin().eligible().about()
    one.go_on()
    one.fill("contact", "applicant-phone", one.person.phone)
    one.save()
    one.step("address")
    one.turn_to("tasks")
    one.synced()
    take(one.page, "form")


def pay(cloud: LocalCloud, profiles: Profiles) -> str:
    """An application that waits for its fee; gives its order."""
    visitor = Visitor(cloud, person(2)).cleared()
    visitor.issue_payment()
    one = Applicant(profiles.page(viewport=TALL)).takes_over(visitor)
    expect(one.page.locator("#panel .code")).to_be_visible()
    take(one.page, "pay")
    return str(visitor.payment["order_id"])


def gateway(cloud: LocalCloud, profiles: Profiles, order_id: str) -> None:
    page = profiles.page(viewport=TALL)
    page.goto(f"{cloud.outputs['gateway_url']}/pesanan/{order_id}")
    take(page, "gateway")


def console(cloud: LocalCloud, profiles: Profiles) -> None:
    """The queue with something at several stages."""
    for number in (3, 4):
        Visitor(cloud, person(number)).submitted()
    Visitor(cloud, person(5)).adjudicating()
    Visitor(cloud, person(6)).ready()
    officer = Officer(profiles.page(viewport=DESK), cloud.outputs["console_url"], "ratna").sits_down()
    expect(officer.page.locator(".imi-rows > li")).to_have_count(4)
    take(officer.page, "console", width=CONSOLE_WIDTH)


def take(page: Page, name: str, width: int = 0) -> None:
    """What is on the screen; narrowed to `width` dots."""
    path = IMAGES / f"{name}.png"
    page.mouse.move(0, 0)
    page.screenshot(path=path)
    picture = Image.open(path).convert("RGB")
    if width:
        picture = picture.resize((width, picture.height * width // picture.width), Image.Resampling.LANCZOS)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
