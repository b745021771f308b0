"""The one-origin proxy, between a viewer and a server that answers what the test tells it."""

import asyncio
import gzip
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from local.proxy import HEAD_LIMIT, Proxy

HOST = "d123.cloudfront.net"
Talk = Callable[[StreamReader, StreamWriter], Awaitable[None]]


class Server:
    """Reads one head and its counted or chunked body per answer it has, and remembers the connections it got."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.requests: list[bytes] = []
        self.connections = 0

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        self.connections += 1
        try:
            while self.answers:
                head = await reader.readuntil(b"\r\n\r\n")
                body = b""
                if b"content-length: " in head.lower():
                    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                    body = await reader.readexactly(length)
                if b"chunked" in head.lower():
                    body = await reader.readuntil(b"0\r\n\r\n")
                self.requests.append(head + body)
                answer = self.answers.pop(0)
                writer.write(answer)
                await writer.drain()
                if b"Connection: close" in answer:
                    break
        except asyncio.IncompleteReadError:
            pass
        writer.close()


def talk(server: Server | None, *sent: bytes, close_after: bool = True, host: str = HOST) -> bytes:
    """Everything the viewer gets back for what it sends over one connection."""

    async def run() -> bytes:
        behind = await asyncio.start_server(server.serve if server else Server().serve, "127.0.0.1", 0)
        port = behind.sockets[0].getsockname()[1]
        if server is None:
            behind.close()
            await behind.wait_closed()
        front = await asyncio.start_server(
            Proxy(port, lambda: host, lambda: NOW).serve, "127.0.0.1", 0, limit=HEAD_LIMIT
        )
        reader, writer = await asyncio.open_connection("127.0.0.1", front.sockets[0].getsockname()[1])
        for piece in sent:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.01)
        if close_after:
            writer.write_eof()
        received = await asyncio.wait_for(reader.read(), 5)
        writer.close()
        behind.close()
        front.close()
        return received

    return asyncio.run(run())


#: The local cloud's clock, moved ahead.
NOW = datetime(2027, 3, 1, 5, 30, tzinfo=UTC)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def test_the_distributions_name_takes_the_place_of_the_address() -> None:
    server = Server(OK)
    received = talk(server, b"GET /v1/x?a=1 HTTP/1.1\r\nHost: 127.0.0.1:4580\r\nAuthorization: Bearer k\r\n\r\n")
    [request] = server.requests
    assert request.startswith(b"GET /v1/x?a=1 HTTP/1.1\r\n")
    assert f"Host: {HOST}\r\n".encode() in request
    assert b"127.0.0.1" not in request
    assert b"Authorization: Bearer k\r\n" in request
    assert received.endswith(b"\r\n\r\nok")


def test_the_time_is_the_local_clouds_own() -> None:
    received = talk(
        Server(OK.replace(b"\r\n\r\n", b"\r\nDate: Tue, 24 Nov 2026 01:00:00 GMT\r\n\r\n")), b"GET / HTTP/1.1\r\n\r\n"
    )
    assert [line for line in received.split(b"\r\n") if line.startswith(b"Date")] == [
        b"Date: Mon, 01 Mar 2027 05:30:00 GMT"
    ]


def test_several_requests_share_one_connection_on_both_sides() -> None:
    server = Server(OK, OK)
    ask = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    assert talk(server, ask, ask).count(b"200 OK") == 2
    assert server.connections == 1


def test_a_new_connection_is_made_when_the_cloud_has_closed_its_own() -> None:
    closing = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    server = Server(closing, OK)
    ask = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    assert talk(server, ask, ask).count(b"200 OK") == 2
    assert server.connections == 2


def test_a_body_is_passed_on_byte_for_byte_in_pieces() -> None:
    server = Server(OK)
    talk(server, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n\x00\xff ", b"{} \n", b"end")
    assert server.requests[0].endswith(b"\r\n\r\n\x00\xff {} \nend")


def test_chunked_bodies_pass_in_both_directions() -> None:
    chunks = b"3\r\nabc\r\n0\r\n\r\n"
    server = Server(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
    received = talk(server, b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
    assert server.requests[0].endswith(chunks)
    assert received.endswith(chunks)


def test_an_unchanged_answer_has_no_body_and_keeps_the_connection() -> None:
    server = Server(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nContent-Length: 5\r\n\r\n', OK)
    ask = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    received = talk(server, ask, ask)
    assert b"304 Not Modified" in received
    assert received.endswith(b"ok")


def test_packed_content_is_unpacked_only_for_those_who_do_not_take_it() -> None:
    packed = gzip.compress(b"halo")
    answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed
    plain = talk(Server(answer), b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert plain.endswith(b"\r\n\r\nhalo")
    assert b"Content-Length: 4" in plain
    assert b"Content-Encoding" not in plain
    taken = talk(Server(answer), b"GET / HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br, gzip\r\n\r\n")
    assert taken.endswith(packed)


def test_a_waiting_upload_is_told_to_go_on() -> None:
    server = Server(OK)
    received = talk(server, b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n", b"!")
    assert received.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK")
    assert b"Expect" not in server.requests[0]


def test_two_lengths_or_a_length_and_chunks_are_refused() -> None:
    for ambiguous in (b"Content-Length: 1\r\nContent-Length: 2", b"Content-Length: 1\r\nTransfer-Encoding: chunked"):
        server = Server(OK)
        received = talk(server, b"POST / HTTP/1.1\r\nHost: x\r\n" + ambiguous + b"\r\n\r\n!", close_after=False)
        assert received.startswith(b"HTTP/1.1 400")
        assert server.requests == []


def test_a_head_without_end_is_refused() -> None:
    received = talk(Server(OK), b"GET / HTTP/1.1\r\nX: " + b"x" * (HEAD_LIMIT + 10), close_after=False)
    assert received.startswith(b"HTTP/1.1 400")


def test_a_cloud_that_does_not_answer_is_named_as_the_fault() -> None:
    received = talk(None, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 502")
    assert b"make run" in received


def test_before_the_deployment_it_asks_for_patience() -> None:
    received = talk(Server(OK), b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", host="")
    assert received.startswith(b"HTTP/1.1 503")
