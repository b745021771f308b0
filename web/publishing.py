"""How the built files are published: compressed, and kept by browsers for ever or asked for again each time."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

TYPES = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
}
#: The name says the content: it never changes.
FOR_EVER = "public, max-age=31536000, immutable"
#: Kept, but never used without asking whether it is still so.
ASKED = "no-cache"


@dataclass(frozen=True)
class Published:
    """One object of the site's bucket. `body` is gzip."""

    key: str
    body: bytes
    content_type: str
    cache_control: str
    content_encoding: str = "gzip"


def published(files: Mapping[str, bytes]) -> Iterator[Published]:
    """The objects for built files (path → content), the same bytes for the same content."""
    for path, content in sorted(files.items()):
        cache = FOR_EVER if path.startswith("aset/") else ASKED
        yield Published(path, gzip.compress(content, 9, mtime=0), TYPES[path.rpartition(".")[2]], cache)
