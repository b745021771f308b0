"""Bytes and requests that reach the network, as Chromium counts them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.applicant import Applicant
from tests.browser.line import Meter, SlowLine
from tests.browser.words import PATHS

Citizen = Callable[..., Applicant]
FIRST_VIEW, SCRIPT = 14_600, 6_000
WHOLE_APPLICATION, REQUESTS = 60_000, 30
PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length > 0"
BEFORE_PAINT = """() => {
  const painted = performance.getEntriesByName("first-contentful-paint")[0].startTime;
  const [page] = performance.getEntriesByType("navigation");
  const all = performance.getEntriesByType("resource").filter((each) => each.name.startsWith("http"));
  const needed = all.filter((each) => each.startTime < painted);
  const scripts = needed.filter((each) => each.initiatorType === "script" || each.name.includes(".js"));
  const sum = (entries) => entries.reduce((total, each) => total + each.encodedBodySize, 0);
  return [page.encodedBodySize + sum(needed), sum(scripts)];
}"""


@pytest.mark.parametrize("page", PATHS["id"])
def test_a_first_view(page: str, citizen: Citizen) -> None:
    """Compressed bytes of all that was asked for before the first paint on a slow line, of the scripts among it."""
    one = citizen()
    SlowLine(one.page)
    one.visit(page)
    one.page.wait_for_function(PAINTED)
    needed, script = one.page.evaluate(BEFORE_PAINT)
    assert 1_000 < needed <= FIRST_VIEW
    assert script <= SCRIPT


def test_a_whole_application(citizen: Citizen, papers: tuple[Path, Path]) -> None:
    """From opening the form to the status page after submission; documents have a budget of their own."""
    one = citizen()
    meter = Meter(one.page.context)
    one.begin().eligible().answered().attaches(*papers).submits()
    one.page.click("#status-link")
    expect(one.page.locator("#file")).to_have_attribute("data-status", "submitted")
    sent = meter.others()
    assert len(sent) > 5
    spent, listed = sum(each.up + each.down for each in sent), "\n".join(map(str, sent))
    assert spent <= WHOLE_APPLICATION, f"{spent} bytes\n{listed}"
    assert len(sent) <= REQUESTS, f"{len(sent)} requests\n{listed}"
