"""What CloudWatch sends with a widget: parameters at top level, and where they are shown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from imigrasi.domain.identifier import is_application_number, normalise

LANGUAGES = ("id", "en")
THEMES = ("light", "dark")
#: Longer than any value a widget of ours takes; what is longer is not one.
LONGEST = 80
_CODE = re.compile(r"[a-z0-9_-]+", re.ASCII)
#: More than a day of logs is work for Logs Insights, not for a page.
LONGEST_SPAN_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class WidgetRequest:
    """One call. `parameters`: short strings only. An action's own parameter wins over a form's field of that
    name: CloudWatch sends all fields of a widget with every action in it."""

    widget: str
    parameters: Mapping[str, str]
    language: str
    theme: str
    describe: bool
    endpoint: str
    span: tuple[datetime, datetime] | None

    def code(self, name: str) -> str | None:
        """A parameter that names something of ours: lower-case letters, digits, hyphens."""
        value = self.parameters.get(name, "")
        return value if _CODE.fullmatch(value) else None

    def application_id(self) -> str | None:
        """The application's number as typed, brought to its form; None when none was given."""
        return normalise(self.parameters.get("application_id", "")) or None

    def known_number(self) -> bool:
        """Whether what was given has the shape of a number, check symbol included."""
        return is_application_number(self.application_id() or "")


def widget_request(event: object, endpoint: str) -> WidgetRequest:
    """Reads any event: CloudWatch may leave out `widgetContext` (it does to describe), a caller may send anything."""
    given = _mapping(event)
    context = _mapping(given.get("widgetContext"))
    forms = _mapping(_mapping(context.get("forms")).get("all"))
    parameters = {**_short(forms), **_short(given)}
    locale = str(context.get("locale", ""))[:2]
    language = parameters.get("language", locale)
    theme = str(context.get("theme", ""))
    return WidgetRequest(
        widget=parameters.get("widget", ""),
        parameters=parameters,
        language=language if language in LANGUAGES else LANGUAGES[0],
        theme=theme if theme in THEMES else THEMES[0],
        describe=given.get("describe") is True,
        endpoint=endpoint,
        span=_span(_mapping(context.get("timeRange"))),
    )


def action_parameters(request: WidgetRequest, parameters: Mapping[str, Any]) -> str:
    """The JSON an action sends back; the language chosen stays chosen."""
    kept = {"language": request.parameters["language"]} if "language" in request.parameters else {}
    return json.dumps({**kept, **parameters}, ensure_ascii=False)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _short(values: Mapping[str, Any]) -> dict[str, str]:
    return {key: value.strip() for key, value in values.items() if isinstance(value, str) and len(value) <= LONGEST}


def _span(given: Mapping[str, Any]) -> tuple[datetime, datetime] | None:
    """The dashboard's time range (milliseconds), its zoom first; at most a day, counted from its end."""
    chosen = {**given, **_mapping(given.get("zoom"))}
    start, end = chosen.get("start"), chosen.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end < 2**42:
        return None
    start = max(start, end - LONGEST_SPAN_SECONDS * 1000)
    return datetime.fromtimestamp(start / 1000, UTC), datetime.fromtimestamp(end / 1000, UTC)
