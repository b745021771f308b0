"""Hostile files are refused for the right reason, or lose what made them hostile; honest ones are kept.

All of them, in all their sizes, are `make prove`'s; here are those that take no time.
"""

from __future__ import annotations

import pytest

from imigrasi.adapters.inspection.inspector import FileInspector
from imigrasi.usecases.document_ports import Unfit
from tests.support import files_bad_pdf, files_broken, files_drawn_pdf, files_flood_pdf, files_good, files_hostile
from tests.support.files_hostile import EICAR, PAYLOAD, Hostile

INSPECTOR = FileInspector()
SLOW = ("bomb", "hundred thousand", "100 million")
HOSTILE = [
    hostile
    for hostile in (
        *files_hostile.foreign_files(),
        *files_broken.hostile_pictures(),
        *files_bad_pdf.acting_pdfs(),
        *files_flood_pdf.flooding_pdfs(),
        *files_drawn_pdf.drawn_pdfs(),
    )
    if not any(word in hostile.name for word in SLOW)
]
LARGE = (
    "000x",
    "508x",
    "1800x",
    "1200x",
    "3100x",
    "scanner",
    "fine scan",
    "of 20 pages",
    *(f"of {n} " for n in range(4, 21)),
)
QUICK = [paper for paper in files_good.all_papers() if not any(word in paper.name for word in LARGE)]


def verdict(content: bytes, content_type: str) -> tuple[str, bytes]:
    """The reason to refuse it, or what is kept."""
    try:
        return "", INSPECTOR.cleaned(content, content_type).content
    except Unfit as unfit:
        return unfit.code.value, b""


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_a_hostile_file_is_refused_or_made_harmless(hostile: Hostile) -> None:
    code, kept = verdict(hostile.make(), hostile.content_type)
    assert code == hostile.code
    assert PAYLOAD[:20] not in kept


@pytest.mark.parametrize("paper", QUICK, ids=lambda paper: paper.name)
def test_an_honest_file_is_kept(paper: files_good.Paper) -> None:
    cleaned = INSPECTOR.cleaned(paper.make(), paper.content_type)
    assert cleaned.pages == paper.pages
    assert files_good.NOTE not in cleaned.content


@pytest.mark.parametrize("infected", list(files_hostile.infected_papers()), ids=lambda infected: infected.name)
def test_an_infected_file_passes_by_its_form(infected: Hostile) -> None:
    cleaned = INSPECTOR.cleaned(infected.make(), infected.content_type)
    assert EICAR not in cleaned.content  # nothing in the clear; in a page's packed contents the scanner finds it


def test_the_same_file_always_becomes_the_same() -> None:
    for paper in (*QUICK[:3], *QUICK[-3:]):
        content = paper.make()
        one, other = (INSPECTOR.cleaned(content, paper.content_type) for _ in range(2))
        assert one == other
