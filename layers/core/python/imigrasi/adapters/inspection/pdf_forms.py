"""Drawings that draw drawings: a page may not ask for more of them than a viewer can bear, nor for one it has not."""

from __future__ import annotations

import re

from pikepdf import Dictionary, Name, Object, Pdf, Stream

from imigrasi.domain.refusal import Refusal
from imigrasi.usecases.document_ports import Unfit

_DEEPEST = 12
_MOST_DRAWN = 100_000
_DRAWN = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")


def check_forms(pdf: Pdf) -> None:
    """Raises Unfit."""
    counted: dict[tuple[int, int], int] = {}
    drawn = 0
    for page in pdf.pages:
        page.contents_coalesce()
        contents = page.obj.get("/Contents")
        if isinstance(contents, Stream):
            drawn += _drawn(contents, page.obj.get("/Resources"), counted, ())
    if drawn > _MOST_DRAWN:
        raise Unfit(Refusal.PDF_TOO_COMPLEX)


def _drawn(
    contents: Stream, resources: Object | None, counted: dict[tuple[int, int], int], path: tuple[tuple[int, int], ...]
) -> int:
    """How many pictures and drawings are drawn, in one another too. Raises Unfit for a circle, for too deep a nest, and
    for a picture that is missing, as in a file that was cut off.
    """
    own = contents.objgen
    if own in counted and own != (0, 0):
        return counted[own]
    if own in path or len(path) > _DEEPEST:
        raise Unfit(Refusal.PDF_TOO_COMPLEX)
    known = resources.get("/XObject") if isinstance(resources, Dictionary) else None
    drawn = 0
    for name in _DRAWN.findall(contents.read_bytes()):
        found = known.get(Name("/" + name.decode("latin-1"))) if isinstance(known, Dictionary) else None
        if not isinstance(found, Stream):
            raise Unfit(Refusal.UNREADABLE)
        drawn += 1
        if found.get("/Subtype") == Name.Form:
            drawn += _drawn(found, found.get("/Resources") or resources, counted, (*path, own))
    counted[own] = drawn
    return drawn
