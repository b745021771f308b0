"""A PDF, parsed by qpdf and written anew: its pages with what they show, and nothing else."""

from __future__ import annotations

import io
import zlib

import pikepdf
from pikepdf import Dictionary, Pdf, Stream

from imigrasi.adapters.inspection.pdf_activity import is_active
from imigrasi.adapters.inspection.pdf_forms import check_forms
from imigrasi.adapters.inspection.pdf_streams import Unpacked, check_packed, check_stream
from imigrasi.adapters.inspection.signatures import PDF
from imigrasi.domain.refusal import MOST_PAGES, Refusal
from imigrasi.usecases.document_ports import Cleaned, Unfit

#: A tagged document of twenty pages has two or three thousand.
_MOST_OBJECTS = 20_000
#: Points: 200 inches, the most that readers must take (ISO 32000-2, annex C).
_LONGEST_SIDE = 14_400
#: What a page keeps. Annotations are drawn onto it first; actions, structure and private data go.
_OF_A_PAGE = frozenset(
    ("/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Contents", "/Group")
)
#: Notes in anything that a page shows.
_NOTES = (
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/StructParent",
    "/StructParents",
    "/AF",
    "/OPI",
    "/Ref",
    "/Thumb",
)

pikepdf.settings.set_qpdf_limits(
    max_stream_filters=3, parser_max_nesting=100, parser_max_container_size=100_000, doc_max_warnings=100
)


def cleaned(content: bytes) -> Cleaned:
    """Raises Unfit, and what the parser raises about a broken file."""
    if b"%%EOF" not in content[-1024:]:
        raise Unfit(Refusal.UNREADABLE)
    check_packed(content)
    with _opened(content) as source:
        if len(source.objects) > _MOST_OBJECTS:
            raise Unfit(Refusal.PDF_TOO_COMPLEX)
        if is_active(source):
            raise Unfit(Refusal.PDF_ACTIVE)
        pages = _checked_pages(source)
        _check_streams(source)
        check_forms(source)
        _drop_notes(source)
        return Cleaned(_written(source), PDF, pages)


def _opened(content: bytes) -> Pdf:
    """Raises Unfit: also for a file that anybody can open, but whose owner forbids changes by encrypting it."""
    try:
        opened = pikepdf.open(io.BytesIO(content), conversion_mode="explicit")
    except pikepdf.PasswordError:
        raise Unfit(Refusal.PDF_ENCRYPTED) from None
    except pikepdf.PdfError:
        raise Unfit(Refusal.PDF_ENCRYPTED if b"/Encrypt" in content else Refusal.UNREADABLE) from None
    if opened.is_encrypted:
        raise Unfit(Refusal.PDF_ENCRYPTED)
    return opened


def _checked_pages(pdf: Pdf) -> int:
    """How many there are. Raises Unfit."""
    pages = len(pdf.pages)
    if not pages:
        raise Unfit(Refusal.UNREADABLE)
    if pages > MOST_PAGES:
        raise Unfit(Refusal.PDF_TOO_LONG)
    for page in pdf.pages:
        left, lower, right, upper = map(float, page.mediabox)
        width, height = abs(right - left), abs(upper - lower)
        if not (0 < width <= _LONGEST_SIDE and 0 < height <= _LONGEST_SIDE):
            raise Unfit(Refusal.PDF_TOO_COMPLEX)
    return pages


def _check_streams(pdf: Pdf) -> None:
    unpacked = Unpacked()
    for found in pdf.objects:
        if isinstance(found, Stream):
            try:
                check_stream(found, unpacked)
            except zlib.error:
                raise Unfit(Refusal.UNREADABLE) from None


def _drop_notes(pdf: Pdf) -> None:
    for found in pdf.objects:
        if isinstance(found, (Dictionary, Stream)):
            for name in _NOTES:
                if name in found:
                    del found[name]


def _written(source: Pdf) -> bytes:
    """The pages in a document of their own: what nothing on them refers to is left behind."""
    if "/AcroForm" in source.Root:
        source.generate_appearance_streams()
    source.flatten_annotations("screen")
    with pikepdf.new() as anew:
        for page in source.pages:
            for key in set(page.obj.keys()) - _OF_A_PAGE:
                del page.obj[key]
            anew.pages.append(page)
        written = io.BytesIO()
        anew.save(
            written,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            recompress_flate=True,
            deterministic_id=True,
            preserve_pdfa=False,
        )
    return written.getvalue()
