"""400 kbit/s and 400 ms, cut at random: a document arrives, once, and what has arrived is not sent again."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from tests.browser.applicant import Applicant
from tests.browser.line import Meter, SlowLine, number_of

Citizen = Callable[..., Applicant]
PIECE = 64 * 1024
EXPIRED = '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Invalid according to Policy</Message></Error>'


def storage_of(page: Page) -> Callable[[str], bool]:
    """Whether an address is the storage's: a port of its own on this machine."""
    site = page.evaluate("location.origin")
    return lambda url: url.startswith("http") and not url.startswith(site)


def at_document(one: Applicant) -> Applicant:
    one.begin().eligible()
    one.turn_to("ktp")
    return one


def test_an_upload_survives_a_bad_line_and_a_reload(citizen: Citizen, phone_photos: tuple[Path, Path]) -> None:
    one = at_document(citizen())
    chosen = phone_photos[0].stat().st_size
    assert chosen > 3_000_000
    line = SlowLine(one.page)
    weather = random.Random(7)
    passed: list[int] = []

    def carry(route: Route) -> None:
        if weather.random() < 0.15:
            return route.abort("connectionfailed")
        passed.append(number_of(route.request))
        return route.continue_()

    is_storage = storage_of(one.page)
    one.page.route(is_storage, carry)
    with one.page.expect_event("requestfinished", lambda request: is_storage(request.url), timeout=30_000) as arrived:
        one.attach("ktp", phone_photos[0])
    expect(one.page.locator("[data-document=ktp] [data-slot] progress")).to_be_visible()
    line.cut()
    line.mend()
    before: list[int] = []  # how many had passed when the page was loaded anew
    one.page.once("framenavigated", lambda _: before.append(len(passed)))
    one.page.reload()
    one.accepted("ktp")
    again = passed[before[0] :]
    assert set(passed) == set(range(math.ceil(one.draft()["docs"]["ktp"]["size"] / PIECE)))
    assert number_of(arrived.value) not in again, "what had arrived was sent again"
    assert again, "nothing was left to send after the reload"
    assert len(again) == len(set(again)), "a piece was sent twice over a line that held"


def test_pictures_are_a_tenth_of_what_was_chosen(citizen: Citizen, phone_photos: tuple[Path, Path]) -> None:
    one = at_document(citizen())
    meter = Meter(one.page.context)
    for kind, photo in zip(("ktp", "old-passport"), phone_photos, strict=True):
        one.turn_to(kind)
        one.attach(kind, photo)
        one.accepted(kind)
    chosen = sum(photo.stat().st_size for photo in phone_photos)
    spent = sum(each.up + each.down for each in meter.documents())
    assert spent > sum(document["size"] for document in one.draft()["docs"].values()), "not all of it was counted"
    assert spent <= 0.1 * chosen, f"{spent} bytes sent of {chosen} chosen"


def test_a_policy_that_runs_out_half_way_is_renewed(citizen: Citizen, phone_photos: tuple[Path, Path]) -> None:
    one = at_document(citizen())
    posted: list[int] = []
    renewed: list[str] = []

    def carry(route: Route) -> None:
        posted.append(1)
        if len(posted) == 2:
            return route.fulfill(status=403, body=EXPIRED, headers={"access-control-allow-origin": "*"})
        return route.continue_()

    one.page.route(storage_of(one.page), carry)
    one.page.on("request", lambda request: renewed.append(request.url) if "renew=1" in request.url else None)
    one.attach("ktp", phone_photos[0])
    one.accepted("ktp")
    assert renewed, "the policy was not renewed"
