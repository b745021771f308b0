"""A PDF, parsed by qpdf and written anew: its pages with what they show, and nothing else."""

from __future__ import annotations

import io
import zlib

import pikepdf
from pikepdf import Pdf, Stream

from imigrasi.adapters.inspection.pdf_activity import is_active
from imigrasi.adapters.inspection.pdf_boxes import settle_boxes
from imigrasi.adapters.inspection.pdf_drawing import check_drawing
from imigrasi.adapters.inspection.pdf_notes import tidy
from imigrasi.adapters.inspection.pdf_streams import Unpacked, check_packed, check_stream
from imigrasi.adapters.inspection.signatures import PDF
from imigrasi.domain.refusal import MOST_PAGES, Refusal
from imigrasi.usecases.document_ports import Cleaned, Unfit

#: A tagged document of twenty pages has two or three thousand.
_MOST_OBJECTS = 20_000
#: What a page keeps. Annotations are drawn onto it first; actions, structure and private data go.
_OF_A_PAGE = frozenset(
    ("/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Contents", "/Group")
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
        _draw_annotations(source)
        check_drawing(source)
        tidy(source)
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
        settle_boxes(page)
    return pages


def _check_streams(pdf: Pdf) -> None:
    unpacked = Unpacked()
    for found in pdf.objects:
        if isinstance(found, Stream):
            try:
                check_stream(found, unpacked)
            except zlib.error:
                raise Unfit(Refusal.UNREADABLE) from None


def _draw_annotations(pdf: Pdf) -> None:
    """Onto their pages, with the answers in forms."""
    if "/AcroForm" in pdf.Root:
        pdf.generate_appearance_streams()
    pdf.flatten_annotations("screen")


def _written(source: Pdf) -> bytes:
    """The pages in a document of their own: what nothing on them refers to is left behind."""
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
