"""Documents as citizens photograph them: small, whole, of the type they say."""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import zlib

import pikepdf
from PIL import Image


def png(seed: str = "page", width: int = 64, height: int = 40) -> bytes:
    """A picture whose pattern follows `seed`."""
    pattern = hashlib.sha256(seed.encode()).digest()
    row = b"\0" + b"".join(bytes((pattern[x % 32], pattern[(x + 7) % 32], 128)) for x in range(width))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(row * height)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )


def jpeg(seed: str = "page", size: int = 2_000) -> bytes:
    """The same picture as a JPEG of exactly `size` bytes: comments fill it up."""
    picture = io.BytesIO()
    Image.open(io.BytesIO(png(seed))).save(picture, "JPEG", quality=50)
    content = picture.getvalue()
    left, comments = size - len(content), b""
    while left:
        length = left if left <= 65_000 else min(65_000, left - 4)
        comments += b"\xff\xfe" + struct.pack(">H", length - 2) + b" " * (length - 4)
        left -= length
    return content[:2] + comments + content[2:]


def pdf(seed: str = "page", *, extra: bytes = b"") -> bytes:
    """A one-page PDF; `extra` goes into its catalogue."""
    note = hashlib.sha256(seed.encode()).hexdigest().encode()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R" + extra + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources<<>>>>",
    )
    content, places = b"%PDF-1.4\n% " + note + b"\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(content)
    content += b"xref\n0 4\n0000000000 65535 f \n" + table
    return content + b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start


def locked_pdf(seed: str = "page") -> bytes:
    """The same, which anybody can open and nobody may change."""
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(seed))) as opened:
        opened.save(locked, encryption=pikepdf.Encryption(owner="owner", user=""))
    return locked.getvalue()


def cut(content: bytes, chunk_size: int) -> list[bytes]:
    return [content[start : start + chunk_size] for start in range(0, max(1, len(content)), chunk_size)]


def checksum(chunk: bytes) -> str:
    """The value of `x-amz-checksum-sha256`."""
    return base64.b64encode(hashlib.sha256(chunk).digest()).decode()
