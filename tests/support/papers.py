"""Documents as citizens photograph them: small, whole, of the type they say."""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib


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
    """Bytes with a JPEG's markers at both ends; what lies between is told by `seed`, `size` in bytes."""
    filling = hashlib.shake_256(seed.encode()).digest(size - 22)
    start = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    return start + filling + b"\xff\xd9"


def pdf(seed: str = "page", *, extra: bytes = b"") -> bytes:
    """A one-page PDF; `extra` goes into its catalogue."""
    note = hashlib.sha256(seed.encode()).hexdigest().encode()
    return (
        b"%PDF-1.4\n% " + note + b"\n1 0 obj<</Type/Catalog/Pages 2 0 R" + extra + b">>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )


def cut(content: bytes, chunk_size: int) -> list[bytes]:
    return [content[start : start + chunk_size] for start in range(0, max(1, len(content)), chunk_size)]


def checksum(chunk: bytes) -> str:
    """The value of `x-amz-checksum-sha256`."""
    return base64.b64encode(hashlib.sha256(chunk).digest()).decode()
