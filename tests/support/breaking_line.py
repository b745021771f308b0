"""A line that breaks: a SOCKS proxy (RFC 1928, no authentication) that ends each connection after so many bytes."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

PIECE = 4096
GREETED, CONNECTED = b"\5\0", b"\5\0\0\1\0\0\0\0\0\0"


@dataclass
class BreakingLine:
    """Both ways together count. `opened`, `broken`: connections; `carried`: bytes, each way's last pieces included."""

    lasts: int
    opened: int = 0
    broken: int = 0
    carried: int = 0
    port: int = 0
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _thread: threading.Thread | None = None

    @property
    def options(self) -> dict[str, object]:
        """What a browser profile needs to go through it; browsers spare their own machine unless told not to."""
        return {"proxy": {"server": f"socks5://127.0.0.1:{self.port}", "bypass": "<-loopback>"}}

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._begin(), self._loop).result(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._thread is not None
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _begin(self) -> None:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from the greeting to its end."""
        there: asyncio.StreamWriter | None = None
        try:
            host, port = await self._greeted(reader, writer)
            back, there = await asyncio.open_connection(host, port)
            writer.write(CONNECTED)
            self.opened += 1
            await self._carry(reader, writer, back, there)
        except (OSError, asyncio.IncompleteReadError):
            pass  # whoever hung up has ended it
        finally:
            for end in (writer, there):
                if end is not None:
                    end.transport.abort()

    async def _greeted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int]:
        """Whom the client wants to reach."""
        _, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(GREETED)
        kind = (await reader.readexactly(4))[3]
        if kind == 1:
            host = ".".join(map(str, await reader.readexactly(4)))
        else:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        return host, int.from_bytes(await reader.readexactly(2))

    async def _carry(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        back: asyncio.StreamReader,
        there: asyncio.StreamWriter,
    ) -> None:
        """Until either side ends, or the line does."""
        left = self.lasts

        async def pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            nonlocal left
            while left > 0 and (piece := await source.read(min(PIECE, left))):
                left -= len(piece)
                self.carried += len(piece)
                target.write(piece)
                await target.drain()

        ways = [asyncio.create_task(pump(reader, there)), asyncio.create_task(pump(back, writer))]
        _, under_way = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        if left <= 0:
            self.broken += 1
        for task in under_way:
            task.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
