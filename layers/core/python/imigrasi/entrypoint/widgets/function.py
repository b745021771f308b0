"""Lambda's side of widgets: an event to a request, a view to HTML, a fault to a notice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from imigrasi.domain.errors import Fault, NotFound
from imigrasi.entrypoint.logs import fault_places, log
from imigrasi.entrypoint.widgets.markup import Markup
from imigrasi.entrypoint.widgets.pieces import frame, notice, number_form, number_missing
from imigrasi.entrypoint.widgets.request import WidgetRequest, widget_request
from imigrasi.entrypoint.widgets.words import Words
from imigrasi.usecases.ports import EntryUnreadable

Widget = Callable[[WidgetRequest], Markup]
#: Widgets that show one application, and nothing without its number.
OF_AN_APPLICATION = frozenset({"application", "letter", "messages"})


class WidgetFailed(Exception):
    """The view could not be made; the log says where. What was looked at is not in the message."""


def widget_function(widgets: Mapping[str, Widget], manual: str) -> Callable[[Any, Any], str]:
    """A handler of custom widgets. `manual`: Markdown, given to whoever asks it to describe itself."""

    def handler(event: Any, context: Any) -> str:
        request = widget_request(event, getattr(context, "invoked_function_arn", ""))
        if request.describe:
            return manual
        try:
            shown = _shown(widgets, request)
        except Exception as error:  # noqa: BLE001 - logged without its text, then raised without it
            log.error("widget.failed", widget=request.widget, kind=type(error).__name__, places=fault_places(error))
            raise WidgetFailed(request.widget) from None
        log.info("widget.shown", widget=request.widget if request.widget in widgets else "unknown")
        return str(shown)

    return handler


def _shown(widgets: Mapping[str, Widget], request: WidgetRequest) -> Markup:
    words = Words(request.language)
    if request.widget not in widgets:
        return frame(request, notice(words("widget.unknown", names=", ".join(widgets)), "wrong"))
    missing = number_missing(request, words)
    if request.widget in OF_AN_APPLICATION and missing is not None:
        return frame(request, number_form(request, words), missing)
    try:
        return widgets[request.widget](request)
    except NotFound:
        return frame(request, number_form(request, words), notice(words("number.unknown"), "wrong"))
    except EntryUnreadable as unreadable:
        number, seq = request.application_id(), unreadable.seq
        log.error("history.unreadable", application_id=number, seq=seq)
        told = words("broken", seq=seq, why=words.of("break", "unreadable"))
        return frame(request, number_form(request, words), notice(told, "wrong"))
    except Fault as fault:
        return frame(request, notice(f"{fault.summary} ({fault.slug})", "wrong"))
