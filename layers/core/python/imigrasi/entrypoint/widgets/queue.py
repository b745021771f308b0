"""Widget `queue`: what waits at each stage, oldest due first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from imigrasi.domain.deadline import local_day
from imigrasi.entrypoint.widgets.markup import Markup, join, tag
from imigrasi.entrypoint.widgets.next_steps import form_link
from imigrasi.entrypoint.widgets.pieces import call, frame, heading, labelled, mark, rows
from imigrasi.entrypoint.widgets.request import WidgetRequest
from imigrasi.entrypoint.widgets.words import Words
from imigrasi.usecases.inspect_application import barred_officers
from imigrasi.usecases.task_ports import CLOSED_BY_HAND, Task
from imigrasi.usecases.view_queue import TASKS, Line, Queue

SOON = 1  # working days


def queue_widget(queues: Sequence[Queue], request: WidgetRequest, office: str, console: str, at: datetime) -> Markup:
    """`console`: the address of Systems Manager's form, up to the runbook's name."""
    words = Words(request.language)
    asked = tag("p", words("queue.as_of", at=words.moment(at)), class_="imi-quiet")
    shown = [queue for queue in queues if queue.lines]
    empty = [words.of("queue", queue.name) for queue in queues if not queue.lines]
    parts = [_queue(queue, request, words, office, console, at) for queue in shown]
    rest = tag("p", words("queue.empty", names=", ".join(empty)), class_="imi-quiet") if empty else None
    return frame(request, asked, *parts, rest, _back(queues, request, words, office))


def _queue(queue: Queue, request: WidgetRequest, words: Words, office: str, console: str, at: datetime) -> Markup:
    count = f"{len(queue.lines)}+" if queue.more else len(queue.lines)
    lines = [
        _row(line, request, words, at) if line.task is None else _task(line, line.task, request, words, console, at)
        for line in queue.lines
    ]
    todo = tag("p", words.of("task", queue.name), class_="imi-quiet") if queue.name in TASKS else None
    further = None
    if queue.more:
        parameters = {"widget": "queue", "office": office, "queue": queue.name}
        if request.code("queue"):
            parameters["after"] = queue.more
        label = words("queue.more", name=words.of("queue", queue.name))
        further = tag("p", call(request, label, parameters, display="widget"))
    return join(heading(words.of("queue", queue.name), count), todo, rows(lines), further)


def _row(line: Line, request: WidgetRequest, words: Words, at: datetime) -> tuple[object, ...]:
    application = line.application
    number = tag("span", line.application_id, class_="imi-number")
    about: Markup | None = None
    if application is not None:
        barred = barred_officers(application)
        said = [words.of("service", application.service)]
        if barred:
            said.append(words("queue.other_officer", names=", ".join(barred)))
        about = join(tag("br"), tag("span", " · ".join(said), class_="imi-quiet"))
    left = words.left(line.working_days, local_day(line.due_at), local_day(at))
    late, soon = local_day(line.due_at) < local_day(at), line.working_days <= SOON
    by = labelled(words("due"), tag("span", words.due(line.due_at), class_="imi-date"))
    due = join(by, tag("br"), mark("wrong" if late else "warn" if soon else "open", left))
    parameters = {"widget": "application", "application_id": line.application_id}
    opens = call(request, words("open"), parameters, hint=f"{words('open')} {line.application_id}")
    return join(number, about), due, opens


def _task(
    line: Line, task: Task, request: WidgetRequest, words: Words, console: str, at: datetime
) -> tuple[object, ...]:
    """What it is about, since when it waits, and where it is dealt with."""
    about = task.order_id or line.application_id
    number = tag("span", about or task.task_id, class_="imi-number" if about else "imi-number imi-long")
    named = [words.of("service", line.application.service)] if line.application else []
    shown = join(number, tag("br"), tag("span", " · ".join([*named, task.task_id]), class_="imi-quiet"))
    since = labelled(words("task.since"), tag("span", words.due(line.due_at), class_="imi-date"))
    waited = local_day(line.due_at) < local_day(at)
    due = join(since, tag("br"), mark("warn" if waited else "open", words.of("queue", task.kind)))
    acts = []
    if line.application_id:
        parameters = {"widget": "application", "application_id": line.application_id}
        acts.append(call(request, words("open"), parameters, hint=f"{words('open')} {line.application_id}"))
    if task.kind in CLOSED_BY_HAND:
        acts.append(form_link("task", {"TaskId": (task.task_id,)}, words("task.close"), words, console))
    return shown, due, tag("div", *acts, class_="imi-row")


def _back(queues: Sequence[Queue], request: WidgetRequest, words: Words, office: str) -> Markup | None:
    if len(queues) > 1:
        return None
    return tag("p", call(request, words("queue.all"), {"widget": "queue", "office": office}, display="widget"))
