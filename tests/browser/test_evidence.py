"""A failed test leaves pictures of its pages, and says where."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tests.browser.evidence import keep
from tests.browser.profile import PHONE, Profiles


def test_every_open_page_is_kept_and_named(profiles: Profiles, tmp_path: Path) -> None:
    pages = [profiles.page(), profiles.page()]
    pages[0].set_content("<h1>Terakhir dilihat</h1>")
    (earlier := tmp_path / "test_it-id-3.png").touch()
    said = keep(profiles.pages(), "test_it[id]", tmp_path).splitlines()
    assert said == [f"{tmp_path}/test_it-id-1.png (about:blank)", f"{tmp_path}/test_it-id-2.png (about:blank)"]
    assert [Image.open(line.partition(" (")[0]).width for line in said] == [PHONE["width"]] * 2
    assert not earlier.exists()


def test_a_page_that_is_gone_is_said(profiles: Profiles, tmp_path: Path) -> None:
    page = profiles.page()
    page.close()
    assert keep([page], "test_it", tmp_path).startswith("no picture of about:blank: ")
