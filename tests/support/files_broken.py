"""Pictures that are pictures by their first bytes, and made to hurt who looks at them; and what may become of each."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from functools import partial

from PIL import Image

from tests.support import files_good
from tests.support.files_good import HEIC, JPEG, PNG, WEBP
from tests.support.files_hostile import LARGE, MOVES, OTHER, PAYLOAD, Hostile, commented, photo


def hostile_pictures() -> Iterator[Hostile]:
    yield from _floods()
    yield from _moving()
    yield from _broken()
    yield from _hidden()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))


def with_chunk(name: bytes, body: bytes) -> bytes:
    """A PNG with one more chunk behind its header."""
    content = photo(PNG)
    return content[:33] + chunk(name, body) + content[33:]


# ---------------------------------------------------------------- too large to look at


def png_of(width: int, height: int, *, bits: int = 8, colour: int = 2, packed: bytes = b"") -> bytes:
    header = struct.pack(">LLBBBBB", width, height, bits, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def resized(kind: str, width: int, height: int) -> bytes:
    """A small picture whose header says it is large."""
    content = bytearray(photo(kind))
    if kind == JPEG:
        start = content.index(b"\xff\xc0")
        struct.pack_into(">HH", content, start + 5, height, width)
    elif kind == WEBP:
        start = content.index(b"\x9d\x01\x2a")
        struct.pack_into("<HH", content, start + 3, width, height)
    else:
        start = content.index(b"ispe")
        struct.pack_into(">LL", content, start + 8, width, height)
    return bytes(content)


def _floods() -> Iterator[Hostile]:
    for width, height in ((10_000, 10_000), (20_000, 5_000), (65_000, 65_000), (2**31 - 1, 2**31 - 1), (40_000_001, 1)):
        yield Hostile(f"png {width}x{height}", PNG, partial(png_of, width, height), LARGE)
    yield Hostile("png of 100 million black dots", PNG, lambda: png_of(10_000, 10_000, colour=0, packed=black()), LARGE)
    yield Hostile("png of 22 million dots that shine through", PNG, lambda: png_of(4_700, 4_700, colour=6), LARGE)
    for width, height in ((10_000, 10_000), (65_500, 65_500), (65_500, 900)):
        yield Hostile(f"jpeg {width}x{height}", JPEG, partial(resized, JPEG, width, height), LARGE)
    for width, height in ((16_000, 16_000), (10_000, 4_100), (4_100, 3_000)):
        yield Hostile(f"webp {width}x{height}", WEBP, partial(resized, WEBP, width, height), LARGE)
    for width, height in ((20_000, 20_000), (7_000, 6_000)):
        yield Hostile(f"heic {width}x{height}", HEIC, partial(resized, HEIC, width, height), LARGE)
    yield Hostile("png without width", PNG, lambda: png_of(0, 10))
    yield Hostile("png of no size", PNG, lambda: png_of(0, 0))
    yield Hostile("jpeg without height", JPEG, lambda: resized(JPEG, 100, 0))


def black() -> bytes:
    squeeze = zlib.compressobj(9)
    rows = b"".join(squeeze.compress(bytes(10_001 * 100)) for _ in range(100))
    return rows + squeeze.flush()


# ---------------------------------------------------------------- moving pictures


def frames() -> list[Image.Image]:
    return [Image.new("RGB", (64, 64), colour) for colour in ("red", "green", "blue")]


def branded(brand: bytes) -> bytes:
    content = photo(HEIC)
    return content[:8] + brand + content[12:]


def _moving() -> Iterator[Hostile]:
    first, *more = frames()
    for kind, name in ((PNG, "PNG"), (WEBP, "WEBP")):
        yield Hostile(
            f"{kind} that moves",
            kind,
            partial(files_good.encoded, first, name, save_all=True, append_images=more),
            MOVES,
        )
    for brand in (b"hevc", b"hevx", b"msf1"):
        yield Hostile(
            f"heic of brand {brand.decode()}",
            HEIC,
            partial(branded, brand),
            MOVES,
        )
    yield Hostile("heic with a film", HEIC, lambda: photo(HEIC) + struct.pack(">L4s", 108, b"moov") + bytes(100), MOVES)


# ---------------------------------------------------------------- broken on purpose


def flipped(kind: str, place: float) -> bytes:
    content = bytearray(photo(kind))
    content[int(len(content) * place)] ^= 0xFF
    return bytes(content)


def _broken() -> Iterator[Hostile]:
    yield Hostile("png with a wrong check sum", PNG, lambda: flipped(PNG, 0.5))
    yield Hostile(
        "png with a wrong check sum of its header", PNG, lambda: photo(PNG)[:29] + b"\0\0\0\0" + photo(PNG)[33:]
    )
    yield Hostile("png without a header", PNG, lambda: photo(PNG)[:8] + photo(PNG)[33:])
    yield Hostile("png of a palette it has not", PNG, lambda: png_of(9, 9, colour=3, packed=zlib.compress(bytes(90))))
    yield Hostile("png of an impossible depth", PNG, lambda: png_of(9, 9, bits=3, packed=zlib.compress(bytes(900))))
    yield Hostile("png with no data", PNG, lambda: png_of(50, 50))
    yield Hostile("png with data of another", PNG, lambda: png_of(50, 50, packed=PAYLOAD))
    yield Hostile("png with too little data", PNG, lambda: png_of(900, 900, packed=zlib.compress(bytes(900))))
    yield Hostile("png chunk longer than the file", PNG, lambda: photo(PNG)[:33] + b"\x7f\xff\xff\xffIDAT" + bytes(99))
    yield Hostile("jpeg of two frames", JPEG, _two_frames)
    yield Hostile("jpeg of a thousand scans", JPEG, _many_scans)
    yield Hostile("jpeg of arithmetic coding", JPEG, lambda: photo().replace(b"\xff\xc0", b"\xff\xc9", 1))
    yield Hostile("jpeg without loss", JPEG, lambda: photo().replace(b"\xff\xc0", b"\xff\xc3", 1))
    yield Hostile("jpeg of a height told later", JPEG, lambda: photo()[:2] + b"\xff\xdc\0\x04\0\x10" + photo()[2:])
    yield Hostile("jpeg without tables", JPEG, lambda: b"\xff\xd8" + photo()[photo().index(b"\xff\xc0") :])
    yield Hostile("jpeg of two colours", JPEG, lambda: _components(2))
    yield Hostile("jpeg without colours", JPEG, lambda: _components(0))
    yield Hostile("jpeg of markers alone", JPEG, lambda: b"\xff\xd8\xff\xd9")
    yield Hostile("jpeg segment of no length", JPEG, lambda: b"\xff\xd8\xff\xe0\0\0" + photo()[2:])
    yield Hostile("webp larger than it says", WEBP, lambda: photo(WEBP)[:4] + b"\xff\xff\xff\x7f" + photo(WEBP)[8:])
    yield Hostile("webp of nothing", WEBP, lambda: b"RIFF\x04\0\0\0WEBP")
    yield Hostile("webp, no key frame", WEBP, lambda: photo(WEBP).replace(b"\x9d\x01\x2a", b"\0\0\0", 1))
    yield Hostile("heic of one box", HEIC, lambda: photo(HEIC)[:24])
    yield Hostile("heic of a box in no place", HEIC, lambda: photo(HEIC) + b"\0\0\0\x02free", "")
    yield Hostile("heic without its data", HEIC, lambda: photo(HEIC)[: photo(HEIC).index(b"mdat") - 4])


def _components(count: int) -> bytes:
    content = bytearray(photo())
    content[content.index(b"\xff\xc0") + 9] = count
    return bytes(content)


def _two_frames() -> bytes:
    content = photo()
    start = content.index(b"\xff\xc0")
    length = int.from_bytes(content[start + 2 : start + 4], "big") + 2
    return content[: start + length] + content[start:]


def _many_scans() -> bytes:
    """Each scan of a progressive picture goes over all of it again."""
    content = files_good.jpeg(files_good.photograph(120, 90), progressive=True)
    start = content.rindex(b"\xff\xda")
    return content[:start] + content[start:-2] * 1000 + content[-2:]


# ---------------------------------------------------------------- hidden where a picture keeps notes


def with_bomb(name: bytes, head: bytes) -> bytes:
    return with_chunk(name, head + zlib.compress(PAYLOAD + bytes(90_000_000), 9))


def _hidden() -> Iterator[Hostile]:
    yield Hostile("png whose note begins a pdf", PNG, lambda: with_chunk(b"tEXt", b"x\0%PDF-1.4\n"), OTHER)
    yield Hostile("php in a jpeg's comment", JPEG, lambda: commented(PAYLOAD), "")
    yield Hostile(
        "php in a jpeg's notes", JPEG, lambda: files_good.jpeg(files_good.photograph(120, 90), exif=_exif()), ""
    )
    for name in (b"tEXt", b"eXIf", b"prVt"):
        yield Hostile(f"php in a png's {name.decode()}", PNG, partial(with_chunk, name, b"x\0" + PAYLOAD), "")
    for name in (b"zTXt", b"iCCP"):
        yield Hostile(
            f"bomb in a png's {name.decode()}",
            PNG,
            partial(with_bomb, name, b"x\0\0"),
            "",
        )
    yield Hostile("bomb in a png's iTXt", PNG, partial(with_bomb, b"iTXt", b"x\0\1\0\0\0"), "")
    yield Hostile("bomb behind a png's rows", PNG, _excess, "")
    yield Hostile(
        "a thousand notes in a png",
        PNG,
        lambda: photo(PNG)[:33] + chunk(b"tEXt", b"x\0" + PAYLOAD) * 1000 + photo(PNG)[33:],
        "",
    )
    yield Hostile(
        "php in a webp's notes", WEBP, lambda: files_good.webp(files_good.photograph(120, 90), xmp=PAYLOAD), ""
    )


def _exif() -> Image.Exif:
    exif = files_good.notes()
    exif[files_good.MAKER] = PAYLOAD.decode()
    return exif


def _excess() -> bytes:
    """Rows enough, and 90 MB more in the same stream."""
    return png_of(50, 50, colour=0, packed=zlib.compress(bytes(51 * 50) + PAYLOAD + bytes(90_000_000), 9))
