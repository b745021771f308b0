"""Widget `clock`: what time the platform believes it is. Of use where its clock can be moved: the local cloud."""

from __future__ import annotations

from datetime import timedelta

from imigrasi.entrypoint.widgets.markup import Markup, tag
from imigrasi.entrypoint.widgets.pieces import frame, mark, summary
from imigrasi.entrypoint.widgets.request import WidgetRequest
from imigrasi.entrypoint.widgets.words import Words
from imigrasi.usecases.tell_time import Time


def clock_widget(time: Time, request: WidgetRequest) -> Markup:
    words = Words(request.language)
    works = mark("done", words("clock.works")) if time.is_working_day else mark("warn", words("clock.rests"))
    rows: list[tuple[object, object]] = [
        (words("clock.now"), tag("strong", words.moment(time.at))),
        (words("clock.today"), works),
        (words("clock.next"), words.day(time.next_working_day)),
        (words("clock.ahead"), _ahead(time.ahead, words)),
        (words("clock.calendar"), time.calendar),
    ]
    return frame(request, summary(rows))


def _ahead(ahead: timedelta, words: Words) -> str:
    if abs(ahead.total_seconds()) < 60:
        return words("clock.true")
    hours, seconds = divmod(ahead.seconds, 3600)
    return words("clock.by", days=ahead.days, hours=hours, minutes=seconds // 60)
