"""Widget `executions`: the rounds of an application over the workflow's graph, or the executions last started."""

from __future__ import annotations

from collections.abc import Iterator

from imigrasi.entrypoint.widgets.graph import graph
from imigrasi.entrypoint.widgets.markup import Markup, join, tag
from imigrasi.entrypoint.widgets.pieces import call, frame, heading, mark, number_form, number_missing, rows
from imigrasi.entrypoint.widgets.request import WidgetRequest
from imigrasi.entrypoint.widgets.words import Words
from imigrasi.usecases.officer_ports import Round
from imigrasi.usecases.view_executions import Workflows

_MARKS = {"SUCCEEDED": "done", "FAILED": "wrong", "TIMED_OUT": "wrong", "ABORTED": "wrong"}


def executions_widget(found: Workflows, request: WidgetRequest) -> Markup:
    words = Words(request.language)
    form = number_form(request, words)
    if not request.known_number():
        return frame(request, form, number_missing(request, words), _recent(found.rounds, request, words))
    if not found.rounds:
        return frame(request, form, tag("p", words("executions.none"), class_="imi-quiet"))
    return frame(request, form, *(part for round_ in found.rounds for part in _round(round_, found, words)))


def _status(round_: Round, words: Words) -> Markup:
    return mark(_MARKS.get(round_.status, "open"), words.of("execution", round_.status))


def _recent(rounds: tuple[Round, ...], request: WidgetRequest, words: Words) -> Markup:
    def row(round_: Round) -> tuple[object, object, object]:
        application_id, _, number = round_.name.rpartition("-")
        at = tag("span", words.moment(round_.started_at), class_="imi-quiet")
        name = join(tag("span", application_id, class_="imi-number"), tag("br"), at)
        state = join(_status(round_, words), tag("br"), f"{words('round')} {number}")
        parameters = {"widget": "executions", "application_id": application_id}
        return name, state, call(request, words("open"), parameters, hint=f"{words('open')} {application_id}")

    return join(heading(words("executions.recent")), rows(row(it) for it in rounds))


def _round(round_: Round, found: Workflows, words: Words) -> Iterator[Markup]:
    number = round_.name.rpartition("-")[2]
    visited = [visit.state for visit in round_.visits]
    running = round_.status == "RUNNING"
    yield heading(f"{words('round')} {number}")
    span = words.moment(round_.started_at)
    if round_.stopped_at is not None:
        span += f" – {words.moment(round_.stopped_at)}"
    yield tag("p", _status(round_, words), tag("br"), tag("span", span, class_="imi-quiet"))
    names = [words.of("state", state) for state in visited]
    yield graph(found.definition, visited, running, words, words("executions.picture", states=", ".join(names)))
    yield tag("h4", words("executions.way"))
    steps = (
        tag(
            "li",
            tag("strong", words.of("state", visit.state)),
            tag("br"),
            tag("span", words.moment(visit.at), class_="imi-quiet"),
        )
        for visit in round_.visits
    )
    yield tag("ol", *steps, class_="imi-time")
