"""Widget `messages`: which events the citizen was told of, when and how. Addresses are never shown, nor known here."""

from __future__ import annotations

from collections.abc import Sequence

from imigrasi.entrypoint.widgets.markup import Markup, join, tag
from imigrasi.entrypoint.widgets.pieces import frame, heading, mark, number_form, rows
from imigrasi.entrypoint.widgets.request import WidgetRequest
from imigrasi.entrypoint.widgets.words import Words
from imigrasi.usecases.view_messages import Told


def messages_widget(told: Sequence[Told], request: WidgetRequest) -> Markup:
    words = Words(request.language)
    title = heading(tag("span", request.application_id() or "", class_="imi-number"))
    if not told:
        return frame(request, number_form(request, words), title, tag("p", words("messages.none"), class_="imi-quiet"))
    lines = [(_about(each, words), _how(each, words)) for each in told]
    kept = tag("p", words("messages.kept"), class_="imi-quiet")
    return frame(request, number_form(request, words), title, rows(lines, acts=False), kept)


def _about(told: Told, words: Words) -> Markup:
    at = tag("span", words.moment(told.entry.at), class_="imi-quiet")
    return join(words.of("event", told.entry.type), tag("br"), at)


def _how(told: Told, words: Words) -> Markup:
    if told.sent is None:
        return mark("open", words("messages.unrecorded"))
    channel = words.of("sent", told.sent.channel or "unknown")
    when = join(tag("br"), tag("span", words.moment(told.sent.at), class_="imi-quiet")) if told.sent.at else None
    return join(mark("done", channel), when)
