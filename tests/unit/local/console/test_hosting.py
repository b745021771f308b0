"""Widgets are called as CloudWatch calls them, and shown as CloudWatch shows them."""

from typing import Any

import pytest

from local import cloud
from local.console.hosting import show
from local.home import Home, LocalError
from tests.unit.local.console.conftest import ENDPOINT

CONTEXT = {
    "dashboardName", "widgetId", "accountId", "locale", "timezone", "period", "isAutoPeriod", "timeRange", "theme",
    "linkCharts", "title", "forms", "params", "width", "height",
}  # fmt: skip
ASKED = {"dashboard": "imigrasi-local-queue", "index": 0, "theme": "dark", "language": "en", "width": 360}


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    made: list[tuple[str, dict[str, Any]]] = []

    def invoke(_ports: object, function: str, event: dict[str, Any]) -> Any:
        made.append((function, event))
        return answer[0]

    monkeypatch.setattr(cloud, "invoke", invoke)
    return made


answer: list[Any] = [""]


@pytest.fixture(autouse=True)
def _plain_answer() -> None:
    answer[0] = "<p>a</p>"


def test_the_dashboards_parameters_go_at_top_level_with_the_whole_context(
    home: Home, calls: list[tuple[str, dict[str, Any]]]
) -> None:
    show(home, "budi", ASKED)
    [(function, event)] = calls
    assert function == ENDPOINT
    assert event["widget"] == "queue"
    context = event["widgetContext"]
    assert set(context) == CONTEXT
    assert (context["theme"], context["locale"], context["width"], context["params"]) == (
        "dark", "en", 360, {"widget": "queue"},
    )  # fmt: skip


def test_an_action_replaces_the_parameters_and_takes_the_forms_along(
    home: Home, calls: list[tuple[str, dict[str, Any]]]
) -> None:
    action = {"endpoint": ENDPOINT, "parameters": {"widget": "application"}, "forms": {"application_id": "LBG"}}
    show(home, "budi", ASKED | action)
    [(_, event)] = calls
    assert event["widget"] == "application"
    assert event["widgetContext"]["forms"] == {"all": {"application_id": "LBG"}}
    assert event["widgetContext"]["params"] == {"widget": "queue"}


def test_what_is_stripped_is_handed_on_to_be_shown(home: Home, calls: list[tuple[str, dict[str, Any]]]) -> None:
    answer[0] = "<style>.a{color:red}</style><p onclick=x()>a</p><script>x()</script>"
    shown = show(home, "budi", ASKED)
    assert (shown.content, shown.css, shown.stripped) == ("<p>a</p>", ".a{color:red}", ["onclick on <p>", "<script>"])


def test_markdown_and_json_are_no_html(home: Home, calls: list[tuple[str, dict[str, Any]]]) -> None:
    answer[0] = {"markdown": "**a** <script>"}
    assert (show(home, "budi", ASKED).kind, show(home, "budi", ASKED).content) == ("markdown", "**a** <script>")
    answer[0] = {"a": "<b>"}
    assert show(home, "budi", ASKED).kind == "json"


def test_an_action_calls_no_function_that_is_on_no_dashboard(
    home: Home, calls: list[tuple[str, dict[str, Any]]]
) -> None:
    with pytest.raises(LocalError) as refused:
        show(home, "budi", ASKED | {"endpoint": ENDPOINT.replace("console", "decision"), "parameters": {}})
    assert refused.value.code == "endpoint_unknown"
    assert calls == []


@pytest.mark.parametrize(
    "place", [{"dashboard": "imigrasi-local-queue", "index": 2}, {"index": 1}, {"index": 7}, {"index": -1}]
)
def test_a_widget_that_is_not_there_is_refused(home: Home, place: dict[str, Any]) -> None:
    with pytest.raises(LocalError) as refused:
        show(home, "budi", ASKED | place)
    assert refused.value.code == "widget_unknown"
