"""What the streams of a PDF hold, found out without ever unpacking one of them whole in memory."""

from __future__ import annotations

import base64
import binascii
import io
import re
import zlib
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Stream
from PIL.Jpeg2KImagePlugin import Jpeg2KImageFile

from imigrasi.adapters.inspection import jpeg, jpx
from imigrasi.adapters.inspection.parts import MOST_PIXELS
from imigrasi.domain.refusal import Refusal
from imigrasi.usecases.document_ports import Unfit

#: Bytes of one unpacked picture, of anything else unpacked (it is read in memory), and of all together: a colour page
#: at 600 dots per inch has 104 million.
_MOST_OF_PICTURE, _MOST_OF_OTHERS, _MOST_OF_ALL = 128_000_000, 24_000_000, 256_000_000
_FED, _TAKEN = 1 << 16, 1 << 20
_START = re.compile(rb"stream\r?\n")
#: Filters that spell bytes in letters, that pack them, that make pictures (ISO 32000-2, table 6). In this order, each
#: once: packing what is packed already helps nobody but a bomb.
_SPELLING = (Name.ASCIIHexDecode, Name.ASCII85Decode)
_PACKING = (Name.FlateDecode, Name.LZWDecode, Name.RunLengthDecode)
_PICTURES = (Name.DCTDecode, Name.CCITTFaxDecode, Name.JPXDecode)


#: How packed bytes may have been foretold (ISO 32000-2, table 8).
_PREDICTION = {
    "/Predictor": (1, 2, *range(10, 16)),
    "/Colors": range(1, 33),
    "/BitsPerComponent": (1, 2, 4, 8, 16),
    "/Columns": range(1, 1_000_000),
    "/EarlyChange": (0, 1),
}


class Unpacked:
    """What has been unpacked of one file, in bytes."""

    def __init__(self) -> None:
        self._total = 0

    def measure(self, packed: bytes | memoryview, most: int = _MOST_OF_PICTURE) -> int:
        """How large the deflated stream at the beginning of `packed` is. Raises Unfit when that is more than `most`,
        zlib.error for one that is broken or cut off.
        """
        inflating, size, at = zlib.decompressobj(), 0, 0
        while not inflating.eof:
            fed = inflating.unconsumed_tail or bytes(packed[at : at + _FED])
            if not fed:
                raise zlib.error("cut off")
            at += 0 if inflating.unconsumed_tail else len(fed)
            taken = len(inflating.decompress(fed, _TAKEN))
            size += taken
            self.add(taken)
            if size > most:
                raise Unfit(Refusal.PDF_TOO_COMPLEX)
        return size

    def add(self, size: int) -> None:
        """Raises Unfit."""
        self._total += size
        if self._total > _MOST_OF_ALL:
            raise Unfit(Refusal.PDF_TOO_COMPLEX)


def check_packed(content: bytes) -> None:
    """Whatever in the file looks like a packed stream, before a parser unpacks it in memory. Raises Unfit."""
    unpacked, whole = Unpacked(), memoryview(content)
    for start in _START.finditer(content):
        head = content[start.end() : start.end() + 2]
        if len(head) == 2 and head[0] & 15 == zlib.DEFLATED and int.from_bytes(head, "big") % 31 == 0:
            try:
                unpacked.measure(whole[start.end() :])
            except zlib.error:
                continue  # it only looked like one, or no parser can read it either


def check_stream(stream: Stream, unpacked: Unpacked) -> None:
    """One stream's filters, its size and, of a photograph, its parts: notes and previews in it go. Raises Unfit."""
    is_picture = stream.get("/Subtype") == Name.Image
    if is_picture:
        _check_pixels(_number(stream.get("/Width")), _number(stream.get("/Height")))
    spelling, packing, picture = _filters(stream)
    if packing:
        _check_prediction(stream)
    if packing in (Name.LZWDecode, Name.RunLengthDecode):
        unpacked.add(len(stream.read_bytes()))  # the process' own bounds hold here
        return
    content = stream.read_raw_bytes()
    for name in spelling:
        content = _spelled(content, name)
    if packing:
        size = unpacked.measure(content, _MOST_OF_PICTURE if is_picture else _MOST_OF_OTHERS)
        if picture:
            content = zlib.decompressobj().decompress(content, size)
    if picture == Name.DCTDecode:
        parts = jpeg.read(content)
        stream.write(parts.kept, filter=Name.DCTDecode, decode_parms=_last(stream.get("/DecodeParms")))
    elif picture == Name.JPXDecode:
        with Jpeg2KImageFile(io.BytesIO(content)) as opened:
            _check_pixels(*opened.size)
        stream.write(jpx.kept(content), filter=Name.JPXDecode)


def _filters(stream: Stream) -> tuple[list[Object], Object | None, Object | None]:
    """How it is spelled, packed and drawn. Raises Unfit for a filter, or an order of them, that can't be checked."""
    named = stream.get("/Filter")
    names = list(named) if isinstance(named, Array) else [] if named is None else [named]
    if Name.Crypt in names:
        raise Unfit(Refusal.PDF_ENCRYPTED)
    if Name.JBIG2Decode in names:
        raise Unfit(Refusal.PDF_IMAGE_UNKNOWN)
    picture = names.pop() if names and names[-1] in _PICTURES else None
    packing = names.pop() if names and names[-1] in _PACKING else None
    if any(name not in _SPELLING for name in names) or (picture and packing not in (None, Name.FlateDecode)):
        raise Unfit(Refusal.PDF_TOO_COMPLEX)
    return names, packing, picture


def _spelled(content: bytes, name: Object) -> bytes:
    """Raises Unfit."""
    digits, _, _ = content.partition(b">" if name == Name.ASCIIHexDecode else b"~>")
    try:
        if name == Name.ASCII85Decode:
            return base64.a85decode(digits.removeprefix(b"<~"))
        digits = b"".join(digits.split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    except (ValueError, binascii.Error):
        raise Unfit(Refusal.UNREADABLE) from None


def _last(parameters: Object | None) -> Dictionary | None:
    """Those of the last filter, which is the only one left."""
    if isinstance(parameters, Array) and len(parameters):
        parameters = parameters[-1]
    return parameters if isinstance(parameters, Dictionary) else None


def _check_prediction(stream: Stream) -> None:
    """What cannot be unpacked is not written anew: it would be kept as it came, whatever it is. Raises Unfit."""
    given = stream.get("/DecodeParms")
    for each in given if isinstance(given, Array) else [given]:
        known: Any = each if isinstance(each, Dictionary) else {}
        told = {key: _number(known.get(key)) for key in _PREDICTION if key in known}
        if any(number not in _PREDICTION[key] for key, number in told.items()):
            raise Unfit(Refusal.UNREADABLE)


def _number(value: Object | None) -> int:
    return int(value) if value is not None else 0


def _check_pixels(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise Unfit(Refusal.UNREADABLE)
    if width * height > MOST_PIXELS:
        raise Unfit(Refusal.PDF_TOO_COMPLEX)
