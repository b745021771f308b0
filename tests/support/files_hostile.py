"""Files that are no pictures, or something else as well, or not whole; and what may become of each."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from PIL import Image

from tests.support import files_good, files_pdf
from tests.support.files_good import HEIC, JPEG, PDF, PNG, WEBP

#: What hostile files carry, each in its own way; it may never stand in what is kept.
PAYLOAD = b"<?php system($_GET['x']); ?><script>alert('muatan')</script>"
#: The industry's harmless test file for malware scanners.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

UNREADABLE, OTHER = "content_unreadable", "content_differs_from_type"
LARGE, MOVES = "image_too_large", "image_animated"


class Hostile(NamedTuple):
    """`code`: why it is refused. Empty: it may be kept, once the payload is out of it."""

    name: str
    content_type: str
    make: Callable[[], bytes]
    code: str = UNREADABLE


def photo(kind: str = JPEG) -> bytes:
    return ENCODE[kind](files_good.photograph(120, 90))


ENCODE: dict[str, Callable[[Image.Image], bytes]] = {
    JPEG: files_good.jpeg,
    PNG: files_good.png,
    WEBP: files_good.webp,
    HEIC: files_good.heic,
}


def archive(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as opened:
        for name in names:
            opened.writestr(name, PAYLOAD * 20)
    return written.getvalue()


def foreign_files() -> Iterator[Hostile]:
    yield from _other_types()
    yield from _polyglots()
    yield from _cut_off()


# ---------------------------------------------------------------- not pictures at all

OTHERS: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "one byte": lambda: b"\xff",
    "zeros": lambda: bytes(4096),
    "text": lambda: b"Ini bukan gambar." * 40,
    "html": lambda: b"<!doctype html><html><body>" + PAYLOAD,
    "svg with a script": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>1</script></svg>',
    "svg behind xml": lambda: b'<?xml version="1.0"?><!DOCTYPE svg><svg><script>alert(1)</script></svg>',
    "php": lambda: PAYLOAD,
    "shell script": lambda: b"#!/bin/sh\nrm -rf ~\n",
    "exe": lambda: b"MZ\x90\0" + bytes(56) + b"\x80\0\0\0" + bytes(64) + b"PE\0\0" + bytes(400),
    "elf": lambda: b"\x7fELF\x02\x01\x01" + bytes(500),
    "mach-o": lambda: b"\xcf\xfa\xed\xfe" + bytes(500),
    "java class": lambda: b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(200),
    "zip": lambda: archive("a.txt"),
    "zip bomb": lambda: archive(*(f"{number}.bin" for number in range(60))),
    "docx": lambda: archive("[Content_Types].xml", "word/document.xml"),
    "docm with macros": lambda: archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "xlsm with macros": lambda: archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
    "apk": lambda: archive("AndroidManifest.xml", "classes.dex"),
    "xls of old": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"Workbook_VBA_PROJECT" * 9,
    "doc of old": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016),
    "rtf with an object": lambda: rb"{\rtf1{\object\objocx{\*\objdata 0105}}}",
    "gzip": lambda: zlib.compress(PAYLOAD, wbits=31),
    "rar": lambda: b"Rar!\x1a\x07\x01\0" + bytes(200),
    "7z": lambda: b"7z\xbc\xaf\x27\x1c\0\x04" + bytes(200),
    "gif": lambda: files_good.encoded(Image.new("P", (20, 20)), "GIF"),
    "gifar": lambda: files_good.encoded(Image.new("P", (20, 20)), "GIF") + archive("Evil.class"),
    "bmp": lambda: files_good.encoded(Image.new("RGB", (20, 20)), "BMP"),
    "tiff": lambda: files_good.encoded(Image.new("RGB", (20, 20)), "TIFF"),
    "ico": lambda: files_good.encoded(Image.new("RGBA", (16, 16)), "ICO"),
    "avif": lambda: files_good.encoded(Image.new("RGB", (64, 64)), "AVIF"),
    "postscript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) (r) file\n",
    "mp4": lambda: b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(400),
    "wav": lambda: b"RIFF\x24\0\0\0WAVEfmt " + bytes(100),
    "eicar": lambda: EICAR,
    "lnk": lambda: b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F" + bytes(100),
}


def _other_types() -> Iterator[Hostile]:
    for name, make in OTHERS.items():
        for kind in (JPEG, PNG, PDF):
            yield Hostile(f"{name} as {kind}", kind, make)
    kinds = (JPEG, PNG, WEBP, HEIC)
    for kind in kinds:
        for announced in (*kinds, PDF):
            if announced != kind:
                yield Hostile(f"{kind} as {announced}", announced, partial(photo, kind), OTHER)


# ---------------------------------------------------------------- two things at once


def _joined(kind: str, tail: bytes) -> bytes:
    return photo(kind) + tail


def _polyglots() -> Iterator[Hostile]:
    for kind in (JPEG, PNG, WEBP, HEIC):
        tails = {
            "zip": archive("a.txt"),
            "jar": archive("META-INF/MANIFEST.MF", "Evil.class"),
            "docm": archive("[Content_Types].xml", "word/vbaProject.bin"),
            "rar": b"Rar!\x1a\x07\x01\0" + bytes(200),
            "7z": b"7z\xbc\xaf\x27\x1c\0\x04" + bytes(200),
        }
        for name, tail in tails.items():
            yield Hostile(f"{kind} and {name}", kind, partial(_joined, kind, tail), OTHER)
        for name, text in {"php": PAYLOAD, "html": b"<html>" + PAYLOAD, "exe": b"MZ" + PAYLOAD}.items():
            yield Hostile(f"{kind} and {name}", kind, partial(_joined, kind, text), "")
    yield Hostile("jpeg whose comment begins a pdf", JPEG, lambda: commented(b"%PDF-1.4\n1 0 obj<</OpenAction"), OTHER)
    yield Hostile("html before jpeg", JPEG, lambda: b"<html>" + photo())
    yield Hostile("newline before png", PNG, lambda: b"\n" + photo(PNG))


def commented(text: bytes) -> bytes:
    content = photo()
    return content[:2] + b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text + content[2:]


def infected_papers() -> Iterator[Hostile]:
    """Whole and well-formed, with the test virus in them: what the scanner is for. None is refused by its form."""
    for kind in (JPEG, PNG, WEBP):
        yield Hostile(f"{kind} with the test virus behind it", kind, partial(_joined, kind, EICAR), "")
    yield Hostile("jpeg with the test virus in its comment", JPEG, lambda: commented(EICAR), "")
    yield Hostile("pdf with the test virus on its page", PDF, lambda: files_pdf.showing(EICAR), "")
    yield Hostile("pdf with the test virus behind it", PDF, lambda: files_pdf.text() + EICAR, "")


# ---------------------------------------------------------------- cut off


def _cut(kind: str, part: float, missing: int = 0) -> bytes:
    whole = photo(kind)
    return whole[: int(len(whole) * part) - missing]


def _beginning(kind: str) -> bytes:
    return photo(kind)[:16]


def _cut_off() -> Iterator[Hostile]:
    for kind in (JPEG, PNG, WEBP, HEIC):
        for tenths in (1, 3, 5, 7, 9):
            yield Hostile(
                f"{kind} cut at {tenths}/10",
                kind,
                partial(_cut, kind, tenths / 10),
            )
        for missing in (1, 2, 8):
            yield Hostile(f"{kind} without {missing} bytes", kind, partial(_cut, kind, 1, missing))
        yield Hostile(f"{kind}, its beginning only", kind, partial(_beginning, kind))
