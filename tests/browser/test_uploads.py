"""A document on its way: it arrives once, whatever becomes of the line, the page, the browser or the device."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.applicant import UPLOADED, Applicant
from tests.browser.chromium import Chromium
from tests.browser.line import Meter, SlowLine, number_of
from tests.browser.profile import PHONE
from tests.browser.test_slow_line import PIECE, at_document, storage_of
from tests.support.breaking_line import BreakingLine
from tests.support.local_cloud import LocalCloud
from tests.support.patience import awaited
from tests.support.visitor import Visitor

Citizen = Callable[..., Applicant]
LASTS = 150_000
PACE = "(pace) => localStorage.setItem('pace', pace)"


@dataclass
class Pieces:
    """The pieces sent from a page's device; after `passing` of them the line carries none any more."""

    page: Page
    passing: int | None = None
    numbers: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.context.route(storage_of(self.page), self._carry)

    def _carry(self, route: Route) -> None:
        if self.passing is not None and len(self.numbers) >= self.passing:
            return route.abort("connectionfailed")
        self.numbers.append(number_of(route.request))
        return route.continue_()


def wishes(page: Page) -> list[int]:
    """The sizes of pieces the page asks for, from now on."""
    asked: list[int] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/documents"):
            asked.append((request.post_data_json or {})["preferred_chunk_size"])

    page.on("request", note)
    return asked


def owner(one: Applicant, cloud: LocalCloud) -> Visitor:
    """The same application, seen through the API."""
    draft = one.draft()
    return Visitor(cloud, application_id=draft["id"], access_key=draft["key"])


def replaces(one: Applicant, kind: str, path: Path) -> str:
    """Chooses another picture; its SHA-256 once it has taken the place of the one before."""
    before = one.draft()["docs"][kind]["sha"]
    one.page.set_input_files(f"#file-{kind}", path)
    return str(awaited(lambda: one.draft()["docs"][kind]["sha"], lambda sha: sha != before))


def waiting(one: Applicant) -> None:
    """Waits until some pieces have arrived and the line has gone."""
    expect(one.step("ktp").locator("[data-sentence]")).to_contain_text(
        re.compile(r"Menunggu sinyal\. [1-9]"), timeout=UPLOADED
    )


def states(visitor: Visitor, kind: str) -> list[str]:
    return sorted(each["status"] for each in visitor.view()["documents"] if each["kind"] == kind)


# ------------------------------------------------------------ the line


@pytest.mark.parametrize("pace", [None, "1000"], ids=["unknown", "fast"])
def test_over_a_line_that_ends_every_connection_a_document_arrives(
    pace: str | None, citizen: Citizen, phone_photos: tuple[Path, Path]
) -> None:
    """On a line that was fast until then the pieces are too large at first, and are made smaller."""
    with BreakingLine(LASTS) as line:
        one = at_document(citizen(**line.options))
        if pace:
            one.page.evaluate(PACE, pace)
        asked = wishes(one.page)
        one.attach("ktp", phone_photos[0])
        one.accepted("ktp")
        size = one.draft()["docs"]["ktp"]["size"]
        one.page.context.close()
    assert LASTS < size < 5 * LASTS
    assert line.broken > 0, "the line never broke"
    assert asked[-1] == PIECE
    assert len(asked) == (2 if pace else 1), "what has arrived is not thrown away"


def test_pieces_are_as_large_as_the_line_carries_in_two_seconds(
    citizen: Citizen, phone_photos: tuple[Path, Path]
) -> None:
    one = at_document(citizen())
    asked = wishes(one.page)
    one.attach("ktp", phone_photos[0])
    one.accepted("ktp")
    pace = float(one.page.evaluate("() => localStorage.pace"))
    one.turn_to("old-passport")
    one.attach("old-passport", phone_photos[1])
    one.accepted("old-passport")
    assert asked == [PIECE, min(8 * PIECE, max(PIECE, round(pace * 2000)))]
    assert asked[1] > PIECE, "this machine talks to itself fast"


def test_on_a_slow_line_pieces_stay_small(citizen: Citizen, phone_photos: tuple[Path, Path]) -> None:
    one = at_document(citizen())
    one.page.evaluate(PACE, "50")  # 400 kbit/s
    asked, pieces = wishes(one.page), Pieces(one.page)
    one.attach("ktp", phone_photos[0])
    one.accepted("ktp")
    assert asked == [100_000]
    size = one.draft()["docs"]["ktp"]["size"]
    assert sorted(pieces.numbers) == list(range(-(-size // PIECE))), "they are whole multiples of 64 KiB"


def test_a_small_document_goes_in_one_post(citizen: Citizen, papers: tuple[Path, Path]) -> None:
    one = at_document(citizen())
    pieces = Pieces(one.page)
    one.attach("ktp", papers[0])
    one.accepted("ktp")
    assert one.draft()["docs"]["ktp"]["size"] < 2 * PIECE
    assert pieces.numbers == [0]


def test_size_time_and_cost_are_told(citizen: Citizen, phone_photos: tuple[Path, Path]) -> None:
    one = at_document(citizen())
    SlowLine(one.page)
    one.attach("ktp", phone_photos[0])
    sentence = one.step("ktp").locator("[data-sentence]")
    expect(sentence).to_contain_text(
        re.compile(r"\d+ dari \d+ kB terkirim, kira-kira \d+ detik lagi"), timeout=UPLOADED
    )
    expect(sentence).to_contain_text(
        re.compile(r"Biaya data kira-kira Rp\d+ menurut harga \d{4} \(perlu dikonfirmasi\)")
    )
    one.accepted("ktp")


# ------------------------------------------------------------ the browser and the device


def test_a_closed_browser_goes_on_where_it_was(
    chromium: Chromium, local_cloud: LocalCloud, phone_photos: tuple[Path, Path], tmp_path: Path
) -> None:
    options = {"base_url": local_cloud.outputs["site_url"], "viewport": PHONE, "locale": "id-ID"}
    with chromium.kept_profile(tmp_path, **options) as context:
        one = at_document(Applicant(context.new_page()))
        first = Pieces(one.page, passing=2)
        one.attach("ktp", phone_photos[0])
        waiting(one)
    with chromium.kept_profile(tmp_path, **options) as context:
        one = Applicant(context.new_page())
        one.visit("apply", "#ktp")
        second = Pieces(one.page)
        one.accepted("ktp")
    assert first.numbers
    assert second.numbers
    assert not set(first.numbers) & set(second.numbers)


def test_another_device_goes_on_with_the_same_file(citizen: Citizen, phone_photos: tuple[Path, Path]) -> None:
    one = at_document(citizen())
    first = Pieces(one.page, passing=2)
    one.attach("ktp", phone_photos[0])
    waiting(one)
    draft = one.draft()
    one.page.close()
    other = citizen("en").begin(f"#{draft['id']}.{draft['key']}")
    other.turn_to("ktp")
    expect(other.step("ktp").locator("[data-sentence]")).to_have_text(other.say("upload.lost"))
    second = Pieces(other.page)
    other.attach("ktp", phone_photos[0])
    other.accepted("ktp")
    assert other.draft()["docs"]["ktp"]["id"] == draft["docs"]["ktp"]["id"]
    assert first.numbers
    assert not set(first.numbers) & set(second.numbers)


def test_another_file_on_another_device_begins_anew(
    citizen: Citizen, phone_photos: tuple[Path, Path], local_cloud: LocalCloud
) -> None:
    one = at_document(citizen())
    Pieces(one.page, passing=2)
    one.attach("ktp", phone_photos[0])
    waiting(one)
    draft = one.draft()
    one.page.close()
    other = citizen().begin(f"#{draft['id']}.{draft['key']}")
    other.turn_to("ktp")
    other.attach("ktp", phone_photos[1])
    other.accepted("ktp")
    assert other.draft()["docs"]["ktp"]["id"] != draft["docs"]["ktp"]["id"]
    assert states(owner(other, local_cloud), "ktp") == ["accepted", "receiving"]


def test_an_upload_left_for_a_day_begins_anew_by_itself(
    citizen: Citizen, phone_photos: tuple[Path, Path], local_cloud: LocalCloud
) -> None:
    one = at_document(citizen())
    pieces = Pieces(one.page, passing=2)
    one.attach("ktp", phone_photos[0])
    waiting(one)
    before = one.draft()["docs"]["ktp"]["id"]
    one.page.close()
    one.page.context.unroute_all()
    local_cloud.advance("25h")
    again = Applicant(one.page.context.new_page())
    again.visit("apply", "#ktp")
    again.accepted("ktp")
    assert again.draft()["docs"]["ktp"]["id"] != before
    assert pieces.numbers


# ------------------------------------------------------------ two at once


def test_of_two_tabs_that_send_different_pictures_the_later_choice_counts(
    citizen: Citizen, phone_photos: tuple[Path, Path], local_cloud: LocalCloud
) -> None:
    one = at_document(citizen())
    SlowLine(one.page)
    one.attach("ktp", phone_photos[0])
    expect(one.step("ktp").locator("progress")).to_be_visible(timeout=UPLOADED)
    other = Applicant(one.page.context.new_page()).begin("#ktp")
    chosen = replaces(other, "ktp", phone_photos[1])
    for tab in (other, one):
        tab.accepted("ktp")
    kept = one.draft()["docs"]["ktp"]
    assert (kept, kept["sha"]) == (other.draft()["docs"]["ktp"], chosen)
    visitor = owner(one, local_cloud)
    assert visitor.document(kept["id"])["sha256"] == chosen
    assert states(visitor, "ktp").count("accepted") == 1


def test_two_tabs_that_choose_the_same_picture_send_it_once(
    citizen: Citizen, phone_photos: tuple[Path, Path], local_cloud: LocalCloud
) -> None:
    one = at_document(citizen())
    meter = Meter(one.page.context)
    SlowLine(one.page)
    one.attach("ktp", phone_photos[0])
    expect(one.step("ktp").locator("progress")).to_be_visible(timeout=UPLOADED)
    other = Applicant(one.page.context.new_page()).begin("#ktp")
    other.attach("ktp", phone_photos[0])
    for tab in (one, other):
        tab.accepted("ktp")
    assert states(owner(one, local_cloud), "ktp") == ["accepted"]
    size = one.draft()["docs"]["ktp"]["size"]
    assert size < sum(each.up for each in meter.documents()) < 1.3 * size


def test_a_tab_opened_beside_an_upload_does_not_lose_it(citizen: Citizen, phone_photos: tuple[Path, Path]) -> None:
    """Both wait for the same document; what one has brought to its end, the other takes for done."""
    one = at_document(citizen())
    SlowLine(one.page)
    one.attach("ktp", phone_photos[0])
    expect(one.step("ktp").locator("progress")).to_be_visible(timeout=UPLOADED)
    other = Applicant(one.page.context.new_page()).begin("#ktp")
    for tab in (one, other):
        tab.accepted("ktp")
    one.page.wait_for_function("async () => !(await navigator.locks.query()).held.length")
    assert one.draft()["docs"]["ktp"]["state"] == "accepted"


def test_a_picture_is_kept_apart_from_the_one_of_another_tab(
    citizen: Citizen, papers: tuple[Path, Path], local_cloud: LocalCloud
) -> None:
    """The tab that goes on after the other was closed sends the other's picture, not its own older one."""
    one = at_document(citizen())
    Pieces(one.page, passing=0)
    one.attach("ktp", papers[0])
    other = Applicant(one.page.context.new_page()).begin("#ktp")
    chosen = replaces(other, "ktp", papers[1])
    other.page.close()
    one.page.context.unroute_all()
    one.page.reload()
    one.accepted("ktp")
    assert owner(one, local_cloud).document(one.draft()["docs"]["ktp"]["id"])["sha256"] == chosen
