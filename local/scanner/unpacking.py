"""A file and all that is packed inside it: what an engine has to look at."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

#: All parts of one file together, in bytes.
LARGEST = 64 * 1024 * 1024
#: A packed file inside a packed file inside a packed file.
DEEPEST = 3
STREAM = re.compile(rb"stream\r?\n")


class CannotUnpack(Exception):
    """Locked, or more than anybody needs to send."""


def parts(content: bytes) -> list[bytes]:
    """The file itself first. Raises CannotUnpack."""
    found = [content]
    left = LARGEST - len(content)
    layer = [content]
    for _ in range(DEEPEST):
        layer = [inner for part in layer for inner in _inside(part, left)]
        left -= sum(map(len, layer))
        found += layer
    if layer:
        raise CannotUnpack("too deep")
    return found


def _inside(part: bytes, left: int) -> Iterator[bytes]:
    for inner in (*_streams(part, left), *_members(part, left)):
        left -= len(inner)
        if left <= 0:
            raise CannotUnpack("too large")
        yield inner


def _streams(part: bytes, left: int) -> Iterator[bytes]:
    """Streams of a PDF that are packed in its usual way (FlateDecode), wherever the PDF begins."""
    for start in STREAM.finditer(part):
        end = part.find(b"endstream", start.end())
        try:
            yield zlib.decompressobj().decompress(part[start.end() : end if end >= 0 else len(part)], left)
        except zlib.error:
            continue  # packed in another way, or not at all: then the file itself shows it


def _members(part: bytes, left: int) -> Iterator[bytes]:
    """Members of a ZIP archive, which may hang at the end of another file."""
    if not zipfile.is_zipfile(io.BytesIO(part)):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(part)) as archive:
            for member in archive.infolist():
                if member.flag_bits & 1:
                    raise CannotUnpack("locked")
                with archive.open(member) as packed:
                    yield packed.read(left)
    except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError):
        return
