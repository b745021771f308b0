"""The officers' address on this machine: `python -m local.standin --port P`.

MiniStack has no Automation. Functions reach this server through `AWS_ENDPOINT_URL_SSM` and see no difference.
The caller is whoever signed the request: local officers sign with their own name as access key. Browsers find the
officers' console here.
"""

import argparse
import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from local.automation import Automation, Refused
from local.console.routes import Answer, Console, Denied, as_json, check_host
from local.home import Home

SIGNER = re.compile(r"Credential=([^/]+)/")


#: No widget, form or runbook call is anywhere near this.
LONGEST_BODY = 1024 * 1024


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    automation: Automation
    console: Console
    port: int

    def do_GET(self) -> None:
        if self.path == "/health":
            self.answer(200, "application/json", b"{}")
        else:
            self.give(self.local_only() or self.console.get(self.path))

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LONGEST_BODY:
            self.close_connection = True
            self.give(as_json({"code": "body_too_large", "title": "That is too large for this console."}, 413))
            return
        body = self.rfile.read(length)
        target = self.headers.get("X-Amz-Target")
        if target is None:
            self.give(self.local_only() or self.console.post(self.path, self.headers, body))
        else:
            self.call(target.rpartition(".")[2], body)

    def call(self, operation: str, body: bytes) -> None:
        """Systems Manager's API."""
        try:
            self.answer_json(200, self.operate(operation, json.loads(body or b"{}")))
        except Refused as refused:
            self.answer_json(400, {"__type": refused.code, "message": refused.message})
        except (ValueError, KeyError, TypeError) as bad:
            self.answer_json(400, {"__type": "ValidationException", "message": f"It can't be read: {bad}"})

    def local_only(self) -> Answer | None:
        """The refusal of a request that came by another name; None when it may go on."""
        try:
            check_host(self.headers, self.port)
        except Denied as denied:
            return as_json({"code": str(denied), "title": "Open the console as http://127.0.0.1."}, 403)
        return None

    def operate(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        if operation == "StartAutomationExecution":
            signer = SIGNER.search(self.headers.get("Authorization", ""))
            execution_id = self.automation.start(
                signer[1] if signer else "", request["DocumentName"], request.get("Parameters", {})
            )
            return {"AutomationExecutionId": execution_id}
        if operation == "GetAutomationExecution":
            return {"AutomationExecution": self.automation.execution(request["AutomationExecutionId"])}
        raise Refused("UnknownOperationException", f"This stand-in has no {operation or 'unnamed operation'}.")

    def answer_json(self, status: int, content: dict[str, Any]) -> None:
        self.answer(status, "application/x-amz-json-1.1", json.dumps(content).encode())

    def answer(self, status: int, kind: str, body: bytes) -> None:
        self.give(Answer(status, kind, body, headers={}))

    def give(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)


def main() -> None:
    parser = argparse.ArgumentParser(prog="local.standin")
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    Handler.automation = Automation(Home.current())
    Handler.console = Console(Handler.automation)
    Handler.port = options.port
    ThreadingHTTPServer(("127.0.0.1", options.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
