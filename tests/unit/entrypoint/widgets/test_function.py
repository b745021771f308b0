"""What officers read where a view cannot be made."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from imigrasi.entrypoint.widgets.function import OF_AN_APPLICATION, WidgetFailed, widget_function
from imigrasi.entrypoint.widgets.markup import Markup
from imigrasi.entrypoint.widgets.request import WidgetRequest
from imigrasi.usecases.ports import EntryUnreadable
from tests.support.builders import NUMBER

TOLD = {
    "id": "tidak utuh mulai kejadian ke-3: isinya tidak terbaca. Jangan putuskan apa pun; beri tahu penyelia.",
    "en": "not whole from event 3 on: it can&#x27;t be read. Decide nothing; tell the supervisor.",
}


def shown(widget: str, error: Exception, locale: str = "id") -> str:
    """What the widget answers whose view ends with this error."""

    def fails(_request: WidgetRequest) -> Markup:
        raise error

    event = {"widget": widget, "application_id": NUMBER, "widgetContext": {"locale": locale}}
    return widget_function({widget: fails}, "")(event, SimpleNamespace(invoked_function_arn="arn"))


@pytest.mark.parametrize("locale", TOLD)
@pytest.mark.parametrize("widget", sorted(OF_AN_APPLICATION))
def test_a_history_that_cannot_be_read_is_told_and_nothing_can_be_done_there(
    widget: str, locale: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = shown(widget, EntryUnreadable(3), locale)
    assert TOLD[locale] in answer
    assert NUMBER in answer
    assert "Outcome=" not in answer
    assert [record.message for record in caplog.records] == ["history.unreadable", "widget.shown"]


def test_what_nobody_expected_is_an_error_without_what_was_looked_at() -> None:
    with pytest.raises(WidgetFailed, match=r"^application$"):
        shown("application", RuntimeError("personal"))
