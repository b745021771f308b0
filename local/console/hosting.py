"""CloudWatch's part: dashboards as the template has them, and the calls that their custom widgets make."""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from local import cloud
from local.console.permissions import check, dashboard_arn
from local.console.sanitiser import sanitise
from local.home import ACCOUNT, Home, LocalError

HOUR = 3600 * 1000
PERIOD = 300


@dataclass(frozen=True)
class Shown:
    """What a dashboard puts into a widget: `kind` html, markdown or json; what was taken out of the HTML."""

    kind: str
    content: str
    css: str
    stripped: list[str]
    event: dict[str, Any]


def dashboards(home: Home) -> dict[str, Any]:
    found: dict[str, Any] = home.read("deployed.json").get("dashboards", {})
    return found


def widget_of(home: Home, dashboard: str, index: int) -> dict[str, Any]:
    """The dashboard's widget at `index`. Raises LocalError."""
    widgets = dashboards(home).get(dashboard, {}).get("widgets", [])
    if not 0 <= index < len(widgets) or widgets[index].get("type") != "custom":
        raise LocalError(f"{dashboard} has no custom widget {index}.", code="widget_unknown")
    widget: dict[str, Any] = widgets[index]["properties"]
    return widget


def show(home: Home, officer: str, asked: Mapping[str, Any]) -> Shown:
    """Calls the widget's function as CloudWatch does, in the officer's name, with the parameters of the dashboard or
    of an action. Raises Refused, LocalError."""
    dashboard, index = str(asked["dashboard"]), int(asked["index"])
    check(home, officer, "cloudwatch:GetDashboard", dashboard_arn(dashboard))
    widget = widget_of(home, dashboard, index)
    endpoint = asked.get("endpoint") or widget["endpoint"]
    if endpoint not in endpoints(home):
        raise LocalError("A widget's action may call only what a dashboard's widget calls.", code="endpoint_unknown")
    check(home, officer, "lambda:InvokeFunction", endpoint)
    parameters = asked.get("parameters")
    given = parameters if isinstance(parameters, dict) else widget.get("params", {})
    event = {**given, "widgetContext": context(dashboard, index, widget, asked)}
    answer = cloud.invoke(home.ports(), endpoint, event)
    if isinstance(answer, str):
        found = sanitise(answer)
        return Shown("html", found.html, found.css, found.stripped, event)
    if isinstance(answer, dict) and answer.keys() == {"markdown"}:
        return Shown("markdown", str(answer["markdown"]), "", [], event)
    return Shown("json", json.dumps(answer, indent=2, ensure_ascii=False), "", [], event)


def endpoints(home: Home) -> set[str]:
    every = (widget for board in dashboards(home).values() for widget in board["widgets"])
    return {widget["properties"]["endpoint"] for widget in every if widget["type"] == "custom"}


def context(dashboard: str, index: int, widget: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """`widgetContext`, field for field as CloudWatch documents it."""
    now = int(time.time() * 1000)
    forms = asked.get("forms")
    fields = {str(k): str(v) for k, v in forms.items()} if isinstance(forms, dict) else {}
    return {
        "dashboardName": dashboard,
        "widgetId": f"widget-{index + 1}",
        "accountId": ACCOUNT,
        "locale": "en" if asked.get("language") == "en" else "id",
        "timezone": {"label": "Local", "offsetISO": "+07:00", "offsetInMinutes": 420},
        "period": PERIOD,
        "isAutoPeriod": True,
        "timeRange": {"mode": "relative", "start": now - 3 * HOUR, "end": now, "relativeStart": 3 * HOUR},
        "theme": "dark" if asked.get("theme") == "dark" else "light",
        "linkCharts": True,
        "title": widget.get("title", ""),
        "forms": {"all": fields},
        "params": widget.get("params", {}),
        "width": int(asked.get("width") or 600),
        "height": int(asked.get("height") or 400),
    }


def as_json(shown: Shown) -> dict[str, Any]:
    return asdict(shown)
