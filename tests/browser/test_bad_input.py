"""Odd names, odd dates, wrong files, forbidden storage: the page stays whole and says what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.applicant import UPLOADED, Applicant
from tests.browser.officer import Officer
from tests.support import files_good, files_pdf
from tests.support.files_hostile import EICAR
from tests.support.visitor import Visitor

Citizen = Callable[..., Applicant]
BLOCKED = """for (const name of ["localStorage", "indexedDB"])
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });"""
FULL = """Storage.prototype.setItem = (key) => { if (key !== "?") throw new DOMException("full", "QuotaExceededError"); };"""  # noqa: E501
NAMES = ("Y", "Sukarno", "A" * 60, "Siti 😀 Ñúñez", "O'Neil–D'Angelo", "<img src=x onerror=fail()>", '"&amp;<b>')


def test_names_are_kept_as_they_are(citizen: Citizen) -> None:
    one = citizen().begin().eligible()
    for name in NAMES:
        one.turn_to("name")
        one.fill("name", "applicant-full-name", name)
        one.save()
        one.step("nik")
        one.turn_to("check")
        shown = one.page.locator("#summary")
        expect(shown).to_contain_text(name)
        assert shown.locator("img, b").count() == 0


def test_a_nik_is_read_as_it_is_pasted(citizen: Citizen) -> None:
    one = citizen().begin().eligible()
    one.turn_to("nik")
    for wrong in ("12", "1707013102900001", "abc"):
        one.page.fill("#applicant-nik", wrong)
        one.save()
        one.faulty()
    one.page.fill("#applicant-nik", " 1707 0169 0292\u00a00003 ")
    one.save()
    one.step("birth")
    parts = [one.page.input_value(f"#applicant-birth-date{part}") for part in ("", "-month", "-year")]
    assert parts == ["29", "2", "1992"]


def test_a_day_that_never_was_is_refused(citizen: Citizen) -> None:
    one = citizen().begin().eligible()
    one.turn_to("birth")
    one.page.fill("#applicant-birth-place", "Tubei")
    for date in ("29-2-2001", "31-4-1990", "1-1-2999", "x-5-1990", "20-5-90"):
        for part, value in zip(("", "-month", "-year"), date.split("-"), strict=True):
            one.page.fill(f"#applicant-birth-date{part}", value)
        one.save()
        expect(one.faulty().locator("li")).to_have_count(1)


@pytest.mark.parametrize("name", ["big.pdf", "empty.jpg", "letter.docx", "tiny.png"])
def test_a_wrong_file_is_refused_before_it_is_sent(name: str, citizen: Citizen, tmp_path: Path) -> None:
    file = tmp_path / name
    contents = {"big.pdf": b"%PDF-1.4\n" + b"0" * 8_000_000, "empty.jpg": b"", "letter.docx": b"PK\3\4abc"}
    if name in contents:
        file.write_bytes(contents[name])
    else:
        Image.new("RGB", (100, 80)).save(file)
    one = citizen().begin().eligible()
    one.turn_to("ktp")
    one.page.set_input_files("#file-ktp", file)
    one.faulty()
    assert "ktp" not in one.draft()["docs"]


def test_an_iphones_picture_goes_as_it_is_where_the_browser_cannot_open_it(citizen: Citizen, tmp_path: Path) -> None:
    file = tmp_path / "IMG_0001.HEIC"
    file.write_bytes(files_good.heic(files_good.photograph(800, 600)))
    one = citizen().begin().eligible()
    one.turn_to("ktp")
    one.page.set_input_files("#file-ktp", file)
    one.accepted("ktp")
    assert one.draft()["docs"]["ktp"]["type"] == "image/heic"


def test_a_file_that_carries_malware_is_refused_in_words_and_another_is_taken(
    citizen: Citizen, tmp_path: Path, papers: tuple[Path, Path]
) -> None:
    file = tmp_path / "ktp.pdf"
    file.write_bytes(files_pdf.showing(EICAR))
    one = citizen().begin().eligible()
    one.turn_to("ktp")
    one.page.set_input_files("#file-ktp", file)
    expect(one.step("ktp")).to_contain_text(one.say("document_fault.malware_found"), timeout=UPLOADED)
    one.attach("ktp", papers[0])
    one.accepted("ktp")


@pytest.mark.parametrize("script", [BLOCKED, FULL], ids=["blocked", "full"])
def test_without_storage_it_works_and_says_so(script: str, citizen: Citizen, papers: tuple[Path, Path]) -> None:
    one = citizen()
    one.page.add_init_script(script)
    one.begin().eligible().about()
    expect(one.page.locator("#not-lasting")).to_be_visible()
    one.reached().asks().attaches(*papers).submits()


def test_hostile_text_is_text_to_officers(citizen: Citizen, officer: Callable[..., Officer], visitor: Visitor) -> None:
    hostile = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    visitor.person.extra.update(full_name=hostile, address=hostile, birth_place=hostile)
    number = visitor.submitted().application_id
    budi = officer("budi")
    shown = budi.opens(number)
    assert shown.locator("script, img").count() == 0
    assert "owned" not in budi.page.title()
    one = citizen().visit("application", f"#{number}.{visitor.access_key}")
    expect(one.page.locator("#file")).to_be_visible()
    assert one.page.locator("#file").locator("script, img").count() == 0
