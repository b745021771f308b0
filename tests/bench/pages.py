"""What the pages weigh and how soon they stand, in Chromium, on a local cloud of this benchmark's own."""

from __future__ import annotations

import statistics
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import expect, sync_playwright

from tests.bench import lighthouse
from tests.bench.line import Line
from tests.browser import photos
from tests.browser.applicant import Applicant
from tests.browser.chromium import ChromiumMissing, executable, launch
from tests.browser.line import Meter
from tests.browser.profile import Profiles
from tests.browser.words import PATHS
from tests.support.local_cloud import LocalCloud

AUDITED = ("home", "service", "apply")
AUDITS = 3  # of each page; the middle one counts, for the machine is not ours alone
POINTS_LOST, PAINT = 3, 1.25
BYTES, REQUESTS, OF_CHOSEN = 60_000, 30, 0.1


def lines() -> list[Line]:
    try:
        executable()
    except ChromiumMissing as missing:
        return [Line("pages in Chromium", str(missing), None, 0)]
    with TemporaryDirectory() as folder:
        cloud = LocalCloud(Path(folder) / ".local")
        try:
            cloud.start()
            site = cloud.outputs["site_url"]
            return [*_weights(site, Path(folder)), *_audits(site)]
        finally:
            cloud.remove()


def _weights(site: str, folder: Path) -> list[Line]:
    papers = {kind: photos.photograph(kind, folder) for kind in photos.LINES}
    chosen = sum(paper.stat().st_size for paper in papers.values())
    with sync_playwright() as playwright:
        browser = launch(playwright)
        one = Applicant(Profiles(browser, site).page())
        meter = Meter(one.page.context)
        one.begin().eligible().answered().attaches(*papers.values()).submits()
        one.page.click("#status-link")
        expect(one.page.locator("#file")).to_have_attribute("data-status", "submitted")
        others, documents = meter.others(), meter.documents()
        browser.close()
    spent = sum(each.up + each.down for each in others)
    carried = sum(each.up + each.down for each in documents)
    return [
        Line("whole application, bytes", f"{len(others)} requests, documents apart", spent / 1000, BYTES / 1000, " kB"),
        Line("whole application, requests", "to the network, documents apart", len(others), REQUESTS),
        Line("documents, sent of chosen", f"{carried:,} of {chosen:,} bytes", carried / chosen, OF_CHOSEN, "×"),
    ]


def _audits(site: str) -> list[Line]:
    try:
        command = lighthouse.install()
    except (OSError, subprocess.CalledProcessError) as failed:
        return [Line("Lighthouse", f"npm could not install it: {failed}", None, 0)]
    with lighthouse.bare_page() as bare:
        floor = lighthouse.first_paint(lighthouse.audit(command, bare))
    found: list[Line] = []
    for page in AUDITED:
        reports = [lighthouse.audit(command, site + PATHS["id"][page]) for _ in range(AUDITS)]
        paint = statistics.median(map(lighthouse.first_paint, reports))
        shown = f"FCP {paint / 1000:.2f} s, bare page {floor / 1000:.2f} s"
        found.append(Line(f"Lighthouse {page}, first paint", shown, paint / floor, PAINT, "×"))
        for name in lighthouse.CATEGORIES:
            reached = statistics.median(lighthouse.score(report, name) for report in reports)
            allowed = POINTS_LOST if name == "performance" else 0
            found.append(Line(f"Lighthouse {page}, {name}", f"{reached} points", 100 - reached, allowed, " lost"))
    return found
