"""Events as CloudWatch sends them, as it describes them, and as nobody should send them."""

from typing import Any

import pytest

from imigrasi.entrypoint.widgets.request import widget_request

ARN = "arn:aws:lambda:ap-southeast-3:000000000000:function:imigrasi-local-console"


def event(**context: Any) -> dict[str, Any]:
    return {"widget": "queue", "widgetContext": {"locale": "id", "theme": "dark", "forms": {"all": {}}, **context}}


def test_parameters_stand_at_top_level_and_the_theme_in_the_context() -> None:
    request = widget_request(event(), ARN)
    assert (request.widget, request.theme, request.language, request.endpoint) == ("queue", "dark", "id", ARN)


@pytest.mark.parametrize(
    "odd",
    [
        None,
        [],
        "queue",
        7,
        {},
        {"widget": None},
        {"widget": ["queue"]},
        {"widgetContext": None},
        {"widgetContext": []},
        {"widgetContext": {"forms": None, "timeRange": "yesterday", "theme": 3, "locale": None}},
        {"widgetContext": {"forms": {"all": [1]}, "timeRange": {"start": "a", "end": None}}},
        {"widgetContext": {"timeRange": {"start": -1, "end": 10**40}}},
        {"widget": "x" * 5000},
    ],
)
def test_any_event_is_read_and_what_is_missing_has_its_usual_value(odd: object) -> None:
    request = widget_request(odd, ARN)
    assert (request.theme, request.language, request.span, request.describe) == ("light", "id", None, False)
    assert len(request.widget) <= 80


def test_without_a_context_the_widget_is_the_same() -> None:
    assert widget_request({"widget": "queue"}, ARN).widget == "queue"


def test_describe_comes_alone() -> None:
    assert widget_request({"describe": True}, ARN).describe
    assert not widget_request({"describe": "true"}, ARN).describe


@pytest.mark.parametrize(
    ("locale", "language"), [("id", "id"), ("en", "en"), ("en-GB", "en"), ("fr", "id"), ("", "id")]
)
def test_the_language_follows_the_console_and_falls_back_to_bahasa(locale: str, language: str) -> None:
    assert widget_request(event(locale=locale), ARN).language == language


def test_a_forms_field_is_a_parameter() -> None:
    request = widget_request(event(forms={"all": {"application_id": " lbg-0000-0000-o "}}), ARN)
    assert request.application_id() == "LBG-0000-0000-0"
    assert request.known_number()


def test_an_actions_own_parameter_wins_over_a_field_that_travels_with_it() -> None:
    given = event(forms={"all": {"application_id": ""}}) | {"application_id": "LBG-0000-0000-0"}
    assert widget_request(given, ARN).application_id() == "LBG-0000-0000-0"


@pytest.mark.parametrize("typed", ["LBG-0000-0000-1", "LBG", "<script>", "LBG-0000-0000-0 OR 1=1"])
def test_what_is_no_number_is_not_looked_for(typed: str) -> None:
    assert not widget_request({"widget": "application", "application_id": typed}, ARN).known_number()


def test_a_code_is_a_plain_word() -> None:
    request = widget_request({"office": "lebong", "queue": "../x"}, ARN)
    assert (request.code("office"), request.code("queue"), request.code("nothing")) == ("lebong", None, None)


def test_the_zoomed_range_is_the_one_looked_at_and_never_longer_than_a_day() -> None:
    hour = 3_600_000
    zoomed = event(timeRange={"start": 0, "end": 90 * hour, "zoom": {"start": 10 * hour, "end": 12 * hour}})
    span = widget_request(zoomed, ARN).span
    assert span is not None
    assert (span[1] - span[0]).total_seconds() == 2 * 3600
    long = widget_request(event(timeRange={"start": 0, "end": 90 * hour}), ARN).span
    assert long is not None
    assert (long[1] - long[0]).total_seconds() == 24 * 3600
