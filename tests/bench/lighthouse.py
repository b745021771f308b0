"""Lighthouse as on a phone in the hills: 400 kbit/s, 400 ms, a processor four times as slow; a bare page beside it."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from tests.bench.bundles import ROOT
from tests.browser.chromium import executable

LOCK = Path(__file__).parent / "auditor"
HOME = ROOT / ".build" / "auditor"
BIN = ROOT / ".venv" / "bin"
SLOW = {
    "rttMs": 400,
    "throughputKbps": 400,
    "requestLatencyMs": 400,
    "downloadThroughputKbps": 400,
    "uploadThroughputKbps": 400,
    "cpuSlowdownMultiplier": 4,
}
TRIES = 3  # now and then Chromium's trace lacks its beginning; Lighthouse then asks to be run again
CATEGORIES = ("performance", "accessibility", "best-practices")
BARE = gzip.compress(b'<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><p>Bare')


class _Bare(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(BARE)))
        self.end_headers()
        self.wfile.write(BARE)

    def log_message(self, *said: object) -> None:
        """Says nothing."""


@contextmanager
def bare_page() -> Iterator[str]:
    """The address of a page with one word on it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Bare)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def install() -> Path:
    """Lighthouse at its locked version, with the Node of the locked requirements; its command line."""
    command = HOME / "node_modules" / "lighthouse" / "cli" / "index.js"
    lock = LOCK / "package-lock.json"
    kept = HOME / lock.name
    if not command.exists() or kept.read_bytes() != lock.read_bytes():
        HOME.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", lock.name):
            shutil.copyfile(LOCK / name, HOME / name)
        asked = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(asked, cwd=HOME, env=_environment(), check=True, capture_output=True)
    return command


def audit(command: Path, address: str) -> dict[str, Any]:
    """Lighthouse's report on that page. Raises RuntimeError with what it said when it could not make one."""
    asked = [
        *(str(BIN / "node"), str(command), address, "--quiet", "--output=json"),
        "--chrome-flags=--headless=new --no-sandbox",
        f"--only-categories={','.join(CATEGORIES)}",
        *(f"--throttling.{name}={value}" for name, value in SLOW.items()),
    ]
    said = b""
    for _ in range(TRIES):
        ended = subprocess.run(asked, env=_environment(), check=False, capture_output=True, timeout=120)
        if ended.returncode == 0:
            report: dict[str, Any] = json.loads(ended.stdout)
            return report
        said = ended.stderr
    raise RuntimeError(f"Lighthouse failed at {address}: {said.decode(errors='replace')[-2000:]}")


def first_paint(report: dict[str, Any]) -> float:
    """Milliseconds to the first contentful paint."""
    return float(report["audits"]["first-contentful-paint"]["numericValue"])


def score(report: dict[str, Any], category: str) -> int:
    return round(100.0 * float(report["categories"][category]["score"]))


def _environment() -> dict[str, str]:
    return {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "CHROME_PATH": executable()}
