"""A photograph is looked at before a byte of it is sent: what cannot be read is said, and may be sent all the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser import judging, photos
from tests.browser.applicant import Applicant
from tests.browser.states import States, report
from tests.browser.test_offline import ready_for_offline
from tests.browser.words import LANGUAGES
from tests.support import papers

Citizen = Callable[..., Applicant]
NARROW: ViewportSize = {"width": 320, "height": 640}
LOOKED_AT = 20_000
GONE = """document.addEventListener("readystatechange", () => {
  const data = document.getElementById("page");
  data.textContent = data.textContent.replace("/aset/legible.", "/aset/gone.");
}, { once: true });"""


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What is wrong with the letter → its photograph."""
    folder = tmp_path_factory.mktemp("letters")
    return {wrong: photos.letter_photograph(wrong, folder) for wrong in photos.PHOTOGRAPHS}


def at_document(one: Applicant) -> Applicant:
    one.begin().eligible()
    one.turn_to("ktp")
    return one


def chooses(one: Applicant, path: Path) -> None:
    one.page.set_input_files("#file-ktp", path)


def advice(one: Applicant) -> Locator:
    return one.step("ktp").locator("[data-advice] li")


def anyway(one: Applicant) -> Locator:
    return one.step("ktp").get_by_role("button", name=one.say("upload.anyway"))


def uploads(page: Page) -> list[str]:
    """Requests that begin or carry an upload, from now on."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    return sent


@pytest.mark.parametrize("wrong", [each for each in photos.PHOTOGRAPHS if each])
def test_what_is_wrong_is_said_before_anything_is_sent(
    wrong: str, citizen: Citizen, photographs: dict[str, Path]
) -> None:
    one = at_document(citizen())
    sent = uploads(one.page)
    chooses(one, photographs[wrong])
    expect(advice(one)).to_have_text([one.say(f"legible.{wrong}")], timeout=LOOKED_AT)
    expect(one.step("ktp").locator("img.seen")).to_be_visible()
    expect(anyway(one)).to_be_visible()
    assert (one.draft()["docs"]["ktp"]["state"], sent) == ("doubtful", [])


def test_a_sharp_page_is_sent_at_once(citizen: Citizen, photographs: dict[str, Path]) -> None:
    one = at_document(citizen())
    chooses(one, photographs[""])
    one.accepted("ktp")
    expect(advice(one)).to_have_count(0)
    expect(anyway(one)).to_be_hidden()


def test_a_doubtful_one_may_be_used_anyway(citizen: Citizen, photographs: dict[str, Path]) -> None:
    one = at_document(citizen())
    chooses(one, photographs["blurred"])
    anyway(one).click()
    expect(one.step("ktp").locator("[data-verdict]")).to_be_focused()
    one.accepted("ktp")
    expect(advice(one)).to_have_count(0)


def test_another_photograph_takes_its_place(citizen: Citizen, photographs: dict[str, Path]) -> None:
    one = at_document(citizen())
    chooses(one, photographs["dark"])
    expect(one.step("ktp").locator("[data-choose]")).to_have_text(one.say("upload.again"), timeout=LOOKED_AT)
    chooses(one, photographs[""])
    one.accepted("ktp")


def test_going_on_says_it_once_and_then_goes_on(citizen: Citizen, photographs: dict[str, Path]) -> None:
    one = at_document(citizen())
    chooses(one, photographs["blurred"])
    one.save()
    expect(one.step("ktp").locator("[data-advice] .note")).to_be_focused(timeout=LOOKED_AT)
    one.save()
    one.step("old-passport")
    one.turn_to("ktp")
    one.accepted("ktp")


def test_it_is_asked_about_again_after_a_reload(citizen: Citizen, photographs: dict[str, Path]) -> None:
    one = at_document(citizen())
    chooses(one, photographs["cut"])
    expect(advice(one)).to_have_count(1, timeout=LOOKED_AT)
    one.turn_to("check")
    expect(one.page.locator("#summary")).to_contain_text(one.say("upload_state.doubtful"))
    one.save()
    expect(one.faulty()).to_contain_text(one.say("field.document_doubtful", label="Kartu Tanda Penduduk (KTP)"))
    one.turn_to("ktp")
    one.page.reload()
    expect(advice(one)).to_have_text([one.say("legible.cut")])
    anyway(one).click()
    one.accepted("ktp")


def test_a_pdf_is_not_looked_at(citizen: Citizen, tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(papers.pdf("letter"))
    one = at_document(citizen())
    chooses(one, path)
    one.accepted("ktp")
    expect(advice(one)).to_have_count(0)


def test_it_needs_no_signal(citizen: Citizen, photographs: dict[str, Path]) -> None:
    one = citizen().begin()
    ready_for_offline(one.page)
    one.page.context.set_offline(True)
    one.page.reload()
    one.eligible()
    one.turn_to("ktp")
    chooses(one, photographs["glare"])
    expect(advice(one)).to_have_text([one.say("legible.glare")], timeout=LOOKED_AT)
    anyway(one).click()
    assert one.draft()["docs"]["ktp"]["state"] == "chosen"
    one.page.context.set_offline(False)
    one.accepted("ktp")


def test_where_what_looks_is_missing_the_photograph_is_sent(citizen: Citizen, photographs: dict[str, Path]) -> None:
    """Everything but that one part has come: it must hold nobody up."""
    one = citizen()
    one.page.add_init_script(GONE)
    at_document(one)
    chooses(one, photographs["blurred"])
    one.accepted("ktp")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_advice_fits_and_can_be_heard(language: str, citizen: Citizen, photographs: dict[str, Path]) -> None:
    one = at_document(citizen(language))
    one.look = (states := States(one.page, f"legible-{language}")).look
    for wrong in ("blurred", "glare"):
        chooses(one, photographs[wrong])
        expect(advice(one)).to_have_text([one.say(f"legible.{wrong}")], timeout=LOOKED_AT)
        one.look(wrong)
    expect(one.step("ktp").locator("[data-advice]")).to_have_attribute("role", "status")
    one.page.set_viewport_size(NARROW)
    assert judging.faults(one.page) == []
    assert not (found := report(states)), found
