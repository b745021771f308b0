"""One origin for site and API: `python -m local.proxy --port P --cloud-port P`.

Every call goes to the distribution, as over the internet: this proxy only sets the distribution's Host,
since names under `cloudfront.net` don't lead to this machine. It speaks HTTP/1.1 with keep-alive and passes
bodies on as they come, never whole.
"""

import argparse
import asyncio
import contextlib
import gzip
import json
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from local.gateway.clock import shifted_clock
from local.home import Home

HEAD_LIMIT = 64 * 1024
PIECE = 64 * 1024
OWN_HEADERS = {"host", "connection", "keep-alive", "proxy-connection", "expect", "x-forwarded-proto"}


class BadMessage(Exception):  # the message is bad, not an error of ours
    """A head that can't be read, or whose body has no clear end."""


@dataclass(frozen=True)
class Head:
    first_line: str
    headers: tuple[tuple[str, str], ...]

    @classmethod
    async def read(cls, reader: StreamReader) -> "Head | None":
        """The next head, None when the other side has closed between messages."""
        try:
            raw = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as ended:
            if ended.partial:
                raise BadMessage("the head ends early") from ended
            return None
        except asyncio.LimitOverrunError as large:
            raise BadMessage("the head is too large") from large
        first, *lines = raw[:-4].decode("latin-1").split("\r\n")
        pairs = [line.partition(":") for line in lines]
        if any(not separator or name != name.strip() for name, separator, _ in pairs):
            raise BadMessage("a header has no name")
        return cls(first, tuple((name, value.strip()) for name, _, value in pairs))

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name]

    def render(self, first_line: str, more: tuple[tuple[str, str], ...]) -> bytes:
        kept = [(k, v) for k, v in self.headers if k.lower() not in OWN_HEADERS]
        lines = [first_line, *(f"{k}: {v}" for k, v in [*kept, *more])]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    @property
    def packed(self) -> bool:
        return self.values("content-encoding") == ["gzip"]

    @property
    def takes_packed(self) -> bool:
        """Every browser does; a plain client that does not say so gets the content as it is."""
        return any("gzip" in value.lower() for value in self.values("accept-encoding"))

    def unpacked(self, length: int) -> "Head":
        kept = [(k, v) for k, v in self.headers if k.lower() not in ("content-encoding", "content-length")]
        return Head(self.first_line, (*kept, ("Content-Length", str(length))))

    def dated(self, at: datetime) -> "Head":
        """With the local cloud's own time, which may have been moved."""
        kept = [(k, v) for k, v in self.headers if k.lower() != "date"]
        return Head(self.first_line, (*kept, ("Date", format_datetime(at, usegmt=True))))

    @property
    def closes(self) -> bool:
        return any("close" in value.lower() for value in self.values("connection"))

    @property
    def chunked(self) -> bool:
        return any("chunked" in value.lower() for value in self.values("transfer-encoding"))

    @property
    def length(self) -> int | None:
        given = self.values("content-length")
        if not given:
            return None
        if len(set(given)) > 1 or not given[0].isdigit() or self.chunked:
            raise BadMessage("the body's length is not clear")
        return int(given[0])


async def pass_on(reader: StreamReader, writer: StreamWriter, length: int) -> None:
    while length:
        piece = await reader.read(min(PIECE, length))
        if not piece:
            raise BadMessage("the body ends early")
        length -= len(piece)
        writer.write(piece)
        await writer.drain()


async def pass_chunks(reader: StreamReader, writer: StreamWriter) -> None:
    while True:
        line = await reader.readuntil(b"\n")
        try:
            size = int(line.split(b";")[0].strip(), 16)
        except ValueError as bad:
            raise BadMessage("a chunk has no size") from bad
        writer.write(line)
        if size == 0:
            break
        await pass_on(reader, writer, size + 2)
    while (line := await reader.readuntil(b"\n")) != b"\r\n":
        writer.write(line)
    writer.write(line)
    await writer.drain()


async def pass_until_closed(reader: StreamReader, writer: StreamWriter) -> None:
    while piece := await reader.read(PIECE):
        writer.write(piece)
        await writer.drain()


class Proxy:
    """`host` gives the distribution's domain name, empty while there is none."""

    def __init__(self, cloud_port: int, host: Callable[[], str], now: Callable[[], datetime]) -> None:
        self.cloud_port = cloud_port
        self.host = host
        self.now = now

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """One viewer's connection; its requests share one connection to the cloud while that stays open."""
        cloud: tuple[StreamReader, StreamWriter] | None = None
        try:
            host = self.host()
            while (request := await Head.read(reader)) is not None:
                if not host:
                    await refuse(writer, 503, "not_deployed", "The local cloud is being deployed: try again soon.")
                    break
                if cloud is None or cloud[0].at_eof():
                    if cloud:
                        cloud[1].close()
                    cloud = await asyncio.open_connection("127.0.0.1", self.cloud_port, limit=HEAD_LIMIT)
                stays = await self.exchange(request, host, (reader, writer), cloud)
                if not stays:
                    break
        except BadMessage as bad:
            await refuse(writer, 400, "bad_request", str(bad))
        except (ConnectionError, asyncio.IncompleteReadError):
            await refuse(writer, 502, "cloud_unreachable", "The local cloud does not answer: run `make run`.")
        finally:
            for side in (writer, cloud[1] if cloud else writer):
                side.close()

    async def exchange(
        self,
        request: Head,
        host: str,
        viewer: tuple[StreamReader, StreamWriter],
        cloud: tuple[StreamReader, StreamWriter],
    ) -> bool:
        """Passes one request and its answer on. False when the viewer's connection is to be closed."""
        if request.values("expect"):
            viewer[1].write(b"HTTP/1.1 100 Continue\r\n\r\n")
        length = request.length
        own = (("Host", host), ("X-Forwarded-Proto", "https"), ("Connection", "keep-alive"))
        cloud[1].write(request.render(request.first_line, own))
        if request.chunked:
            await pass_chunks(viewer[0], cloud[1])
        else:
            await pass_on(viewer[0], cloud[1], length or 0)
        await cloud[1].drain()

        answer = (await final_head(cloud[0])).dated(self.now())
        status = answer.first_line.split()[1]
        bare = request.first_line.startswith("HEAD ") or status in ("204", "304")
        ends_by_closing = not (bare or answer.chunked or answer.length is not None)
        stays = not (request.closes or request.first_line.endswith("1.0") or ends_by_closing)
        plain = None
        if answer.length and not bare and answer.packed and not request.takes_packed:
            plain = gzip.decompress(await cloud[0].readexactly(answer.length))
            answer = answer.unpacked(len(plain))
        viewer[1].write(answer.render(answer.first_line, (("Connection", "keep-alive" if stays else "close"),)))
        if bare:
            pass
        elif plain is not None:
            viewer[1].write(plain)
        elif answer.chunked:
            await pass_chunks(cloud[0], viewer[1])
        elif ends_by_closing:
            await pass_until_closed(cloud[0], viewer[1])
        else:
            await pass_on(cloud[0], viewer[1], answer.length or 0)
        await viewer[1].drain()
        if answer.closes:
            cloud[0].feed_eof()
        return stays


async def final_head(reader: StreamReader) -> Head:
    """The head of the answer itself, after any that only say to go on."""
    while (answer := await Head.read(reader)) is not None:
        if not answer.first_line.split()[1].startswith("1"):
            return answer
    raise ConnectionResetError


async def refuse(writer: StreamWriter, status: int, code: str, title: str) -> None:
    body = json.dumps({"type": "about:blank", "title": title, "status": status, "code": code}).encode()
    reason = {400: "Bad Request", 502: "Bad Gateway", 503: "Service Unavailable"}[status]
    head = (
        f"HTTP/1.1 {status} {reason}\r\nContent-Type: application/problem+json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    with contextlib.suppress(ConnectionError):  # the viewer has gone: nobody is left to tell
        writer.write(head.encode() + body)
        await writer.drain()


async def listen(port: int, proxy: Proxy) -> None:
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", port, limit=HEAD_LIMIT)
    async with server:
        await server.serve_forever()


def distribution() -> str:
    """The domain name of this installation's distribution, empty before the first deployment."""
    return str(Home.current().read("deployed.json").get("outputs", {}).get("DistributionDomain", ""))


def main() -> None:
    parser = argparse.ArgumentParser(prog="local.proxy")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--cloud-port", type=int, required=True)
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(listen(options.port, Proxy(options.cloud_port, distribution, shifted_clock(Home.current().clock))))


if __name__ == "__main__":
    main()
