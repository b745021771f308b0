"""The Inspector: what a file really is decides who takes it apart."""

from __future__ import annotations

from imigrasi.adapters.inspection import images, pdf, signatures
from imigrasi.adapters.inspection.apart import apart
from imigrasi.domain.refusal import Refusal
from imigrasi.usecases.document_ports import Cleaned, Unfit


class FileInspector:
    """Inspector with Pillow, libheif and qpdf."""

    def cleaned(self, content: bytes, content_type: str) -> Cleaned:
        found = signatures.kind(content)
        if found is None:
            raise Unfit(Refusal.UNREADABLE)
        if found != content_type or signatures.is_two_things(content):
            raise Unfit(Refusal.OTHER_TYPE)
        if found == signatures.PDF:
            cleaned = apart(lambda: pdf.cleaned(content))
        else:
            cleaned = apart(lambda: images.cleaned(content, found))
        # What was spelled or packed within it may stand in the open now.
        if signatures.is_two_things(cleaned.content):
            raise Unfit(Refusal.OTHER_TYPE)
        return cleaned
