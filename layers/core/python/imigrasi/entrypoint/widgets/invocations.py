"""Widget `invocations`: how the functions' last runs ended, and how a failed one is run again."""

from __future__ import annotations

from imigrasi.entrypoint.widgets.markup import Markup, join, tag
from imigrasi.entrypoint.widgets.pieces import call, explain, frame, mark, rows
from imigrasi.entrypoint.widgets.request import WidgetRequest
from imigrasi.entrypoint.widgets.words import Words
from imigrasi.usecases.officer_ports import Invocation
from imigrasi.usecases.view_invocations import Runs

_MARKS = {"done": "done", "refused": "warn", "failed": "wrong"}
#: How work reaches a function, and so how it is done again.
ROADS = {
    **dict.fromkeys(("intake", "status", "upload", "payment", "payment_callback", "appointment"), "http"),
    "document_check": "documents",
    "workflow_driver": "workflow",
    "payment_confirmation": "confirmation",
    "notification": "notification",
    "event_relay": "relay",
    "stage": "machine",
    "due_work": "schedule",
    "payment_reconciliation": "schedule",
    "workflow_rescue": "schedule",
    "decision": "runbook",
}


def invocations_widget(runs: Runs, request: WidgetRequest, stage: str) -> Markup:
    words = Words(request.language)
    form = _choice(runs, request, words)
    if not runs.invocations:
        return frame(request, form, tag("p", words("invocations.none"), class_="imi-quiet"))
    lines = [(_run(run, words), _outcome(run, words), _again(run, words, stage)) for run in runs.invocations]
    return frame(request, form, rows(lines))


def _choice(runs: Runs, request: WidgetRequest, words: Words) -> Markup:
    options = [tag("option", words("invocations.all"), value="")]
    options += [tag("option", name, value=name, selected=name == runs.chosen) for name in runs.functions]
    field = tag("select", *options, name="function")
    label = tag("label", words("invocations.function"), tag("br"), field)
    show = call(request, words("show"), {"widget": "invocations"}, display="widget", primary=True)
    return tag("form", label, tag("div", show), class_="imi-row")


def _run(run: Invocation, words: Words) -> Markup:
    at = tag("span", words.moment(run.at), class_="imi-quiet")
    return join(tag("code", run.function), tag("br"), at)


def _outcome(run: Invocation, words: Words) -> Markup:
    took = f" · {run.milliseconds} ms" if run.milliseconds is not None else ""
    what = join(tag("br"), tag("span", run.what, class_="imi-quiet")) if run.what else None
    return join(mark(_MARKS.get(run.outcome, "open"), words.of("run", run.outcome)), took, what)


def _again(run: Invocation, words: Words, stage: str) -> Markup:
    road = ROADS.get(run.function, "http")
    queue = f"imigrasi-{stage}-{road}-dead"
    how = "queue" if road in ("documents", "workflow", "confirmation", "notification") else road
    content = tag(
        "div",
        tag("h3", words("again.title", function=run.function)),
        tag("p", words(f"again.{how}", queue=queue)),
        tag("p", words("again.request", id=run.request_id)),
        class_="imi-again",
    )
    return explain(words("again"), content, hint=f"{words('again')}: {run.function}")
