"""The Press: pictures with Pillow, PDF with qpdf."""

from __future__ import annotations

from imigrasi.usecases.viewing_ports import FileUnreadable, Picture

JPEG, PDF = "image/jpeg", "application/pdf"


class DocumentPress:
    def marked(self, original: Picture, line: str) -> Picture:
        try:
            if original.content_type == PDF:
                from imigrasi.adapters.press.pages import marked_pages

                return Picture(marked_pages(original.content, line), PDF)
            from imigrasi.adapters.press.pictures import marked_picture

            return Picture(marked_picture(original.content, line), JPEG)
        except Exception:  # noqa: BLE001 - whatever a decoder raises, its text may quote the document
            raise FileUnreadable from None
