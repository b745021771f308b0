"""The line between the page and the world: made slow, cut, and metered."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, CDPSession, Page, Request

KILOBIT = 1000 / 8
#: A phone in the hills: 400 kbit/s each way, 400 ms there and back.
SLOW = {"latency": 400, "downloadThroughput": 400 * KILOBIT, "uploadThroughput": 400 * KILOBIT}
#: A head packed by HPACK once the connection knows most of its lines.
HEAD = 120


class SlowLine:
    """The page's line at 400 kbit/s and 400 ms; it can be cut and mended."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("Network.enable")
        self.mend()

    def mend(self) -> None:
        self._session.send("Network.emulateNetworkConditions", {"offline": False, **SLOW})

    def cut(self) -> None:
        self._session.send("Network.emulateNetworkConditions", {"offline": True, **SLOW})


@dataclass(slots=True)
class Sent:
    """One request: bytes up and down. `down` is 0 when the answer came from the device."""

    method: str
    url: str
    up: int
    down: int

    @property
    def path(self) -> str:
        return urlsplit(self.url).path


@dataclass
class Meter:
    """All requests of a profile that reached the network, the service worker's among them."""

    context: BrowserContext
    finished: list[Request] = field(default_factory=list)
    keep: Callable[[Request], None] = field(init=False)

    def __post_init__(self) -> None:
        self.keep = lambda request: self.finished.append(request)
        self.context.on("requestfinished", self.keep)

    def sent(self) -> list[Sent]:
        return [each for request in self.finished if (each := sizes(request)).down]

    def documents(self) -> list[Sent]:
        """What was sent to the storage: pieces of documents."""
        return [each for each in self.sent() if is_storage(each)]

    def others(self) -> list[Sent]:
        """All but the documents and the calls about them."""
        return [each for each in self.sent() if not is_storage(each) and "/documents" not in each.path]


def is_storage(sent: Sent) -> bool:
    return sent.method == "POST" and not sent.path.startswith("/v1")


def number_of(request: Request) -> int:
    """Which piece of a document a post to the storage carries."""
    form = request.post_data_buffer or b""
    found = re.search(rb'name="key"\r\n\r\n\S+/(\d{5})\r\n', form)
    assert found is not None, form[:400]
    return int(found[1])


def sizes(request: Request) -> Sent:
    """Bodies as they are, heads as HTTP/2 packs them: CloudFront speaks it, the local proxy only HTTP/1.1, where the
    same thousand bytes of security headers come with every answer."""
    answer = request.response()
    if answer is None or answer.from_service_worker or not request.url.startswith("http"):
        return Sent(request.method, request.url, 0, 0)
    found = request.sizes()
    if not found["responseHeadersSize"] + found["responseBodySize"]:
        return Sent(request.method, request.url, 0, 0)
    # A form with a file has no size of its own here: its head tells.
    body = int(request.all_headers().get("content-length", found["requestBodySize"]))
    return Sent(request.method, request.url, body + HEAD, found["responseBodySize"] + HEAD)
