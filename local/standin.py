"""Systems Manager's address on this machine: `python -m local.standin --port P`.

MiniStack has no Automation. Functions reach this server through `AWS_ENDPOINT_URL_SSM` and see no difference.
The caller is whoever signed the request: local officers sign with their own name as access key.
"""

import argparse
import html
import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from local.automation import Automation, Refused
from local.home import Home
from local.officers import OFFICERS

SIGNER = re.compile(r"Credential=([^/]+)/")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    automation: Automation

    def do_GET(self) -> None:
        if self.path == "/health":
            self.answer(200, "application/json", b"{}")
        elif self.path == "/":
            self.answer(200, "text/html; charset=utf-8", page(self.automation.home).encode())
        else:
            self.answer(404, "text/plain; charset=utf-8", b"Nothing is here. The list of runbooks is at /.")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        try:
            self.answer_json(200, self.operate(operation, json.loads(body or b"{}")))
        except Refused as refused:
            self.answer_json(400, {"__type": refused.code, "message": refused.message})
        except (ValueError, KeyError, TypeError) as bad:
            self.answer_json(400, {"__type": "ValidationException", "message": f"It can't be read: {bad}"})

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
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def page(home: Home) -> str:
    """The runbooks and how to run them. It acts on nothing: deciding happens at the command line."""
    documents = home.read("deployed.json").get("documents", {})
    rows = "".join(
        f"<tr><td><code>{html.escape(name)}</code></td>"
        f"<td lang=id>{html.escape(content.get('description', ''))}</td>"
        f"<td>{html.escape(', '.join(content.get('parameters', {})))}</td></tr>"
        for name, content in documents.items()
    )
    officers = ", ".join(f"{officer.name} ({officer.permission_set})" for officer in OFFICERS.values())
    return f"""<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Officers · Imigrasi Lebong</title>
<style>body{{font:1.125rem/1.5 system-ui;color:#17211C;max-width:60rem;margin:2rem auto;padding:0 1rem}}
td,th{{text-align:left;padding:.25rem 1rem .25rem 0;border-bottom:1px solid #7C8A83;vertical-align:top}}</style>
<h1>Officers</h1>
<p>On AWS officers run these runbooks in the console. On this machine they are run from the command line;
this page only lists them.</p>
<table><tr><th>Runbook<th>What it does<th>Parameters</tr>{rows}</table>
<h2>How to run them</h2>
<pre>.venv/bin/python -m local officer decide APPLICATION clear --officer budi --reason complete
.venv/bin/python -m local officer attend APPLICATION --officer budi
.venv/bin/python -m local officer decide APPLICATION approve --officer ratna --reason verified
.venv/bin/python -m local officer ready APPLICATION --officer ratna
.venv/bin/python -m local officer handover APPLICATION --officer budi --to applicant</pre>
<p>Officers: {html.escape(officers)}.</p></html>"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="local.standin")
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    Handler.automation = Automation(Home.current())
    ThreadingHTTPServer(("127.0.0.1", options.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
