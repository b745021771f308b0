"""Files that carry something packed."""

from __future__ import annotations

import io
import zipfile
import zlib

from tests.support import papers


def zipped(content: bytes, name: str = "eicar.com") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def pdf_with(content: bytes) -> bytes:
    """A PDF that carries `content` in a packed stream; nothing of it stands in the file itself."""
    packed = zlib.compress(content)
    stream = b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream endobj\n" % (len(packed), packed)
    whole = papers.pdf()
    at = whole.index(b"trailer")
    return whole[:at] + stream + whole[at:]
