"""Widget `application`: one application, masked, and what its officer may do next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from imigrasi.domain.audit import ActorKind, Entry
from imigrasi.domain.deadline import DueKind, local_day, working_days_until
from imigrasi.domain.expiry import ends_at
from imigrasi.entrypoint.widgets.documents import documents
from imigrasi.entrypoint.widgets.markup import Markup, join, tag
from imigrasi.entrypoint.widgets.next_steps import next_steps
from imigrasi.entrypoint.widgets.payments import payments
from imigrasi.entrypoint.widgets.pieces import call, frame, heading, notice, number_form, summary
from imigrasi.entrypoint.widgets.request import WidgetRequest
from imigrasi.entrypoint.widgets.words import Words
from imigrasi.usecases.inspect_application import Inspection
from imigrasi.usecases.ports import Calendar


def application_widget(
    found: Inspection, request: WidgetRequest, calendar: Calendar, console: str, at: datetime
) -> Markup:
    """`console`: where Systems Manager's pages are, without a slash at the end."""
    words = Words(request.language)
    application = found.file.application
    parts = [
        number_form(request, words),
        heading(tag("span", application.id, class_="imi-number")),
        _standing(found, words, calendar, at),
        *_warnings(found, words),
        next_steps(found, words, console),
        *_facts(found, words),
        documents(found, words, console),
        *payments(found, request, words, console),
        heading(words("timeline")),
        tag("ol", *(_event(entry, words) for entry in reversed(found.file.entries)), class_="imi-time"),
        _elsewhere(request, words, application.id),
    ]
    return frame(request, *parts)


def _standing(found: Inspection, words: Words, calendar: Calendar, at: datetime) -> Markup:
    application = found.file.application
    who, code = application.next_action
    rows: list[tuple[object, object]] = [
        (words("status"), join(tag("strong", words.of("status", application.status.value)))),
        (words("stage"), words.of("stage", application.stage.value)),
        (words("next"), words(f"who.{who}") if who == "none" else f"{words(f'who.{who}')}: {words.of('action', code)}"),
    ]
    officers = who == "officer"
    due = application.deadline if officers and application.deadline else None
    kept = application.due if application.due and application.due.kind is DueKind.RETENTION else None
    due = (
        due
        or ends_at(application, found.service.limits)
        or (application.due.at if application.due and not kept else None)
    )
    if due is not None:
        day, today = local_day(due), local_day(at)
        left = words.left(working_days_until(today, day, calendar.days), day, today)
        rows.append((words("due"), f"{words.day(day)} ({left})"))
    if kept is not None:
        rows.append((words("kept"), words.day(local_day(kept.at))))
    if application.hold is not None:
        rows.append((words("hold"), words.of("reason", application.hold)))
    decided = {"cleared_by": application.cleared_by, "adjudicated_by": application.adjudicated_by}
    rows += [(words(name), officer) for name, officer in decided.items() if officer]
    return summary(rows)


def _warnings(found: Inspection, words: Words) -> Iterator[Markup]:
    if found.broken is not None:
        yield notice(words("broken", seq=found.broken.seq, why=words.of("break", found.broken.why)), "wrong")
    for purpose, numbers in found.same_person.items():
        yield notice(join(words.of("same", purpose), " ", ", ".join(numbers)), "warn")
    if found.file.application.doubts:
        said = (words.of("doubt", doubt) for doubt in found.file.application.doubts)
        yield notice(join(words("doubts"), *(part for each in said for part in (tag("br"), each))), "warn")


def _facts(found: Inspection, words: Words) -> Iterator[Markup]:
    application = found.file.application
    yield heading(words("about"))
    yield summary(
        [
            (words("service"), words.of("service", application.service)),
            (words("office"), words.of("office", application.office)),
            (words("channel"), words.of("channel", application.channel)),
            (words("started"), words.moment(application.created_at)),
            *([(words("submitted"), words.moment(application.submitted_at))] if application.submitted_at else []),
            *([(words("round"), application.round)] if application.round else []),
        ]
    )
    yield heading(words("applicant"))
    yield tag("p", words("masked"), class_="imi-quiet")
    yield summary([*_rows(application.masked_applicant, words), *_rows(application.masked_answers, words)])
    if application.appointment is not None:
        booked = application.appointment
        yield heading(words("appointment"))
        yield tag("p", f"{words.moment(booked.starts_at)} · {words.of('office', booked.office)}")


def _rows(values: dict[str, Any], words: Words) -> Iterator[tuple[object, object]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from ((f"{words.of('field', name)}: {label}", shown) for label, shown in _rows(value, words))
        else:
            shown = (
                words("yes" if value else "no") if isinstance(value, bool) else words.of(f"value.{name}", str(value))
            )
            yield words.of("field", name), shown


def _event(entry: Entry, words: Words) -> Markup:
    who = entry.actor_id if entry.actor_kind is ActorKind.OFFICER else words.of("actor", entry.actor_kind.value)
    said = [words.moment(entry.at), who]
    if entry.reason_code:
        said.append(words.of("reason", entry.reason_code))
    if "kind" in entry.ids:
        said.append(words.of("kind", entry.ids["kind"]))
    if "hold" in entry.ids:
        said.append(words.of("reason", entry.ids["hold"]))
    if "kinds" in entry.ids:
        said += [words.of("kind", kind) for kind in entry.ids["kinds"].split(",")]
    return tag(
        "li", tag("strong", words.of("event", entry.type)), tag("br"), tag("span", " · ".join(said), class_="imi-quiet")
    )


def _elsewhere(request: WidgetRequest, words: Words, application_id: str) -> Markup:
    """The same application in the other widgets."""
    buttons = (
        call(request, words(f"see.{widget}"), {"widget": widget, "application_id": application_id})
        for widget in ("executions", "messages")
    )
    return tag("div", *buttons, class_="imi-row")
