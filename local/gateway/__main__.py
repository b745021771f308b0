"""`python -m local.gateway`: one simulated Midtrans account until Ctrl-C or SIGTERM."""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from local.gateway.books import Books
from local.gateway.clock import shifted_clock
from local.gateway.gateway import Gateway
from local.gateway.notifier import Notifier
from local.gateway.server import Server

EXPIRY_CHECK_S = 1.0


def parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m local.gateway", description=__doc__)
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, required=True, help="0 takes a free one, printed at the start")
    options.add_argument("--state", type=Path, required=True, help="folder of its books; kept over restarts")
    options.add_argument("--callback-url", required=True, help="…/v1/payments/callbacks/midtrans")
    options.add_argument("--server-key-file", type=Path, required=True, help="read at every use")
    options.add_argument(
        "--clock-file",
        type=Path,
        default=os.environ.get("CLOCK_FILE"),
        help="holds whole seconds to add to now; default: the environment's CLOCK_FILE",
    )
    options.add_argument(
        "--speed", type=float, default=1000.0, help="how many times faster than Midtrans it tries again"
    )
    options.add_argument(
        "--no-pending-notices", action="store_true", help="leave out the notification that an order opened"
    )
    return options


def main(arguments: list[str]) -> None:
    chosen = parser().parse_args(arguments)
    gateway = Gateway(
        Books(chosen.state),
        Notifier(chosen.callback_url, speed=chosen.speed),
        server_key=lambda: chosen.server_key_file.read_text().strip(),
        now=shifted_clock(chosen.clock_file),
        pending_notices=not chosen.no_pending_notices,
    )
    server = Server((chosen.host, chosen.port), gateway)
    stopping = threading.Event()
    watch = threading.Thread(target=expire_orders, args=(gateway, stopping), name="expiry")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    watch.start()
    print(f"gateway simulator on {server.url}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print("stopped", flush=True)
    finally:
        stopping.set()
        watch.join()
        server.server_close()
        gateway.close()


def expire_orders(gateway: Gateway, stopping: threading.Event) -> None:
    """The clock may be moved by a file, so the next expiry cannot be awaited: it is looked for."""
    while not stopping.wait(EXPIRY_CHECK_S):
        gateway.expire_due()


if __name__ == "__main__":
    main(sys.argv[1:])
