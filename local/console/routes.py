"""The console's addresses: one page, its files, and the calls that the page makes.

Only this machine's own pages get in: the Host must be the loopback address (a foreign name pointed here is refused),
and whatever acts takes JSON from the same origin only, which no form or image of another site can send.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from local.automation import Automation, Refused
from local.console import hosting, runbooks
from local.console.page import page
from local.console.permissions import check, dashboard_arn, definition_arn, may
from local.console.words import LANGUAGES, texts, words
from local.home import LocalError
from local.officers import OFFICERS

STATIC = Path(__file__).parent / "static"
KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src-elem 'self'; style-src-attr 'unsafe-inline'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Answer:
    status: int
    kind: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: HEADERS)


class Denied(Exception):
    """A request that did not come from this machine's own page; the text is the code."""


def as_json(content: object, status: int = 200) -> Answer:
    return Answer(status, "application/json", json.dumps(content, ensure_ascii=False).encode())


def check_host(headers: Message, port: int) -> None:
    """Raises Denied: a name of somebody else's that resolves to this machine is not this machine."""
    if headers.get("Host") not in (f"127.0.0.1:{port}", f"localhost:{port}"):
        raise Denied("host_not_local")


def check_sender(headers: Message) -> None:
    """Raises Denied for whatever another page could have sent."""
    if headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
        raise Denied("json_only")
    if headers.get("Origin") not in (None, f"http://{headers.get('Host')}"):
        raise Denied("foreign_origin")
    if headers.get("Sec-Fetch-Site") not in (None, "same-origin"):
        raise Denied("foreign_site")


class Console:
    """All of the console but the socket."""

    def __init__(self, automation: Automation) -> None:
        self._automation = automation
        self._home = automation.home
        self._acts: dict[str, Callable[[Mapping[str, Any]], object]] = {
            "/api/widget": self._widget,
            "/api/executions": self._start,
            "/api/approvals": self._approve,
        }

    def get(self, target: str) -> Answer:
        address = urlsplit(target)
        asked = parse_qs(address.query)
        language = asked.get("lang", [""])[0]
        language = language if language in LANGUAGES else LANGUAGES[0]
        if address.path == "/":
            return Answer(200, "text/html; charset=utf-8", page(language).encode())
        if address.path == "/api/overview":
            return as_json(self._overview(language))
        if address.path == "/api/executions":
            return as_json({"executions": runbooks.recent(self._automation)})
        if address.path.startswith("/api/executions/"):
            return self._answered(lambda: runbooks.progress(self._automation, address.path.rpartition("/")[2]))
        return self._file(address.path)

    def post(self, target: str, headers: Message, body: bytes) -> Answer:
        act = self._acts.get(urlsplit(target).path)
        if act is None:
            return as_json({"code": "not_found", "title": "There is nothing at this address."}, 404)
        try:
            check_sender(headers)
        except Denied as denied:
            return as_json({"code": str(denied), "title": "Only the console's own page may ask this."}, 403)
        try:
            asked = json.loads(body)
        except ValueError:
            asked = None
        if not isinstance(asked, dict):
            return as_json({"code": "malformed", "title": "Send one JSON object."}, 400)
        return self._answered(lambda: act(asked))

    def _answered(self, act: Callable[[], object]) -> Answer:
        try:
            return as_json(act())
        except Refused as refused:
            return as_json({"code": refused.code, "title": refused.message}, 409)
        except LocalError as failed:
            return as_json({"code": failed.code, "title": str(failed)}, 502)
        except (ClientError, BotoCoreError) as failed:
            return as_json({"code": "cloud_refused", "title": str(failed)}, 502)
        except (KeyError, TypeError, ValueError) as bad:
            return as_json({"code": "malformed", "title": f"It can't be read: {bad}"}, 400)

    def _overview(self, language: str) -> dict[str, Any]:
        return {
            "texts": texts(language) | words(language).group("status"),
            "officers": [
                {"name": officer.name, "role": officer.permission_set, **self._reach(officer.name)}
                for officer in OFFICERS.values()
            ],
            "dashboards": hosting.dashboards(self._home),
            "runbooks": runbooks.forms(self._home, language),
        }

    def _reach(self, officer: str) -> dict[str, Any]:
        """Which dashboards and forms the officer's policy opens."""
        boards, forms = hosting.dashboards(self._home), self._home.read("deployed.json").get("documents", {})
        sees = [it for it in boards if may(self._home, officer, "cloudwatch:GetDashboard", dashboard_arn(it))]
        starts = [it for it in forms if may(self._home, officer, "ssm:StartAutomationExecution", definition_arn(it))]
        return {"dashboards": sees, "runbooks": starts}

    def _widget(self, asked: Mapping[str, Any]) -> object:
        officer = runbooks.known_officer(asked.get("officer"))
        return hosting.as_json(hosting.show(self._home, officer, asked))

    def _start(self, asked: Mapping[str, Any]) -> object:
        officer = runbooks.known_officer(asked.get("officer"))
        document, given = str(asked["document"]), dict(asked["parameters"])
        check(self._home, officer, "ssm:StartAutomationExecution", definition_arn(document))
        return {"execution_id": runbooks.start(self._automation, officer, document, given)}

    def _approve(self, asked: Mapping[str, Any]) -> object:
        officer = runbooks.known_officer(asked.get("officer"))
        self._automation.signal(officer, str(asked["execution_id"]), str(asked["signal"]))
        return {"execution_id": asked["execution_id"]}

    def _file(self, path: str) -> Answer:
        wanted = STATIC / path.removeprefix("/")
        if wanted.parent != STATIC or wanted.suffix not in KINDS or not wanted.is_file():
            return as_json({"code": "not_found", "title": "There is nothing at this address."}, 404)
        return Answer(200, KINDS[wanted.suffix], wanted.read_bytes())
