"""What of a page is shown is settled when it comes: the line across it is laid over all that anybody sees."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Name, String

from imigrasi.adapters.inspection import pdf
from imigrasi.adapters.press.pages import marked_pages
from imigrasi.domain.refusal import Refusal
from imigrasi.usecases.document_ports import Unfit
from tests.support.files_pdf import letter, saved

SHEET = [0, 0, 595, 842]
BEYOND = [-1_000_000_000, -1_000_000_000, 1_000_000_000, 1_000_000_000]


def sent(*, above: dict[str, Any] | None = None, **entries: Any) -> bytes:
    """A page with such entries; `above`: what it inherits."""
    with pikepdf.new() as made:
        page = letter(made).obj
        for name, value in entries.items():
            page[f"/{name}"] = Array(value) if isinstance(value, list) else value
        for name, value in (above or {}).items():
            del page[f"/{name}"]
            made.Root.Pages[f"/{name}"] = Array(value)
        return saved(made)


def kept(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf.cleaned(content).content))


@pytest.mark.parametrize(
    ("cropped", "shown"),
    [
        ([10, 20, 300, 400], [10, 20, 300, 400]),
        ([300, 400, 10, 20], [10, 20, 300, 400]),
        (BEYOND, SHEET),
        ([100, -50, 900, 300], [100, 0, 595, 300]),
        ([0, 0, 0, 0], SHEET),
        ([5000, 5000, 6000, 6000], SHEET),
        ([10, 20, 300], SHEET),
        ([String("a")] * 4, SHEET),
        (Name.Evil, SHEET),
    ],
    ids=lambda it: str(it)[:40],
)
def test_nothing_beyond_the_page_is_shown_and_never_nothing(cropped: Any, shown: list[int]) -> None:
    with kept(sent(CropBox=cropped)) as anew:
        assert [float(edge) for edge in anew.pages[0].cropbox] == shown


def test_a_page_may_inherit_its_sizes() -> None:
    with kept(sent(above={"MediaBox": [0, 0, 300, 200]})) as anew:
        assert [float(edge) for edge in anew.pages[0].mediabox] == [0, 0, 300, 200]


@pytest.mark.parametrize(("turned", "kept_as"), [(90, 90), (450, 90), (-90, 270), (45, 0), (String("evil"), 0)])
def test_a_page_stands_on_one_of_its_sides(turned: Any, kept_as: int) -> None:
    with kept(sent(Rotate=turned)) as anew:
        assert int(anew.pages[0].obj["/Rotate"]) == kept_as


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        ([0, 0, 1_000_000, 842], Refusal.PDF_TOO_COMPLEX),
        ([0, 0, 0, 842], Refusal.PDF_TOO_COMPLEX),
    ],
)
def test_a_page_of_no_size_is_refused(sheet: list[int], code: Refusal) -> None:
    with pytest.raises(Unfit) as refused:
        pdf.cleaned(sent(MediaBox=sheet))
    assert refused.value.code is code


@pytest.mark.parametrize("cropped", [BEYOND, [0, 0, 0, 0]])
def test_the_line_is_laid_over_all_that_is_shown(cropped: list[int]) -> None:
    printed = marked_pages(pdf.cleaned(sent(CropBox=cropped)).content, "budi")
    with pikepdf.open(io.BytesIO(printed)) as marked:
        drawn = marked.pages[0].resources.XObject
        lines = [drawn[name] for name in drawn.keys() if name != "/Shown"]  # noqa: SIM118
        assert [[float(edge) for edge in form.BBox] for form in lines] == [SHEET]
