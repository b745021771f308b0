"""An officer at the console, over its HTTP API as its page uses it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.support.http_client import Reply
from tests.support.local_cloud import LocalCloud
from tests.support.outside import Line
from tests.support.patience import awaited

RUNNING = ("InProgress", "Waiting", "Pending")


@dataclass(frozen=True, slots=True)
class Desk:
    """One officer's page. Nothing of the product is imported: dashboards, forms and widgets are what it shows."""

    cloud: LocalCloud
    officer: str

    @property
    def console(self) -> Line:
        return Line(self.cloud.outputs["console_url"])

    def overview(self, language: str = "id") -> dict[str, Any]:
        shown: dict[str, Any] = self.console.call("GET", "/api/overview", query={"lang": language}).json
        return shown

    def ask(self, path: str, content: dict[str, Any], **headers: str) -> Reply:
        return self.console.call("POST", path, content, headers=headers)

    def widget(self, name: str, language: str = "id", theme: str = "light", **parameters: str) -> dict[str, Any]:
        """The widget of that name, found on its dashboard; with parameters, as an action would call it."""
        dashboard, index, properties = self._place(name)
        asked: dict[str, Any] = {"officer": self.officer, "dashboard": dashboard, "index": index}
        if parameters:
            asked |= {"endpoint": properties["endpoint"], "parameters": {"widget": name, **parameters}}
        reply = self.ask("/api/widget", asked | {"language": language, "theme": theme, "width": 360, "height": 400})
        assert reply.status == 200, reply.text
        shown: dict[str, Any] = reply.json
        return shown

    def _place(self, name: str) -> tuple[str, int, dict[str, Any]]:
        for dashboard, content in self.overview()["dashboards"].items():
            for index, widget in enumerate(content["widgets"]):
                if widget["type"] == "custom" and widget["properties"]["params"]["widget"] == name:
                    return dashboard, index, widget["properties"]
        raise AssertionError(f"no dashboard has a widget {name}")

    def forms_offered(self, application_id: str) -> dict[str, dict[str, str]]:
        """What the application's widget offers: runbook and outcome or document → the form's fields, filled in."""
        shown = self.widget("application", application_id=application_id)["content"]
        offered = {}
        for address in re.findall(r'href="([^"]+)"', shown):
            parts = urlsplit(address.replace("&amp;", "&"))
            fields = dict(parse_qsl(parts.fragment))
            document = parts.path.rpartition("/")[2]
            which = fields.get("Outcome") or fields.get("Document", "")
            offered[f"{document.removeprefix('imigrasi-local-')} {which}".strip()] = {"document": document} | fields
        return offered

    def run(self, application_id: str, form: str, **more: str) -> dict[str, Any]:
        """Takes the form that the widget offers, fills in the rest, and follows it to its end."""
        fields = awaited(lambda: self.forms_offered(application_id), lambda offered: form in offered)[form]
        return self.start(fields.pop("document"), **fields, **more)

    def start(self, document: str, **parameters: str) -> dict[str, Any]:
        asked = {"officer": self.officer, "document": document, "parameters": parameters}
        begun = self.ask("/api/executions", asked)
        assert begun.status == 200, begun.text
        return self.follow(begun.json["execution_id"])

    def follow(self, execution_id: str) -> dict[str, Any]:
        def progress() -> dict[str, Any]:
            shown: dict[str, Any] = self.console.call("GET", f"/api/executions/{execution_id}").json
            return shown

        return awaited(progress, lambda shown: shown["status"] not in RUNNING)
