"""Every widget, drawn with a text wherever one from outside could stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from imigrasi.domain.application import Appointment
from imigrasi.domain.audit import Actor, ActorKind, BrokenLink, Event
from imigrasi.domain.document import DocumentStatus
from imigrasi.domain.gateway import RefundRoad
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.payment import PaymentStatus
from imigrasi.domain.refund import Refund, RefundStatus
from imigrasi.domain.service import RefundRule
from imigrasi.domain.statement import StatementRecord, StatementStatus
from imigrasi.entrypoint.widgets.application import application_widget
from imigrasi.entrypoint.widgets.clock import clock_widget
from imigrasi.entrypoint.widgets.executions import executions_widget
from imigrasi.entrypoint.widgets.invocations import invocations_widget
from imigrasi.entrypoint.widgets.letter import letter_widget
from imigrasi.entrypoint.widgets.messages import messages_widget
from imigrasi.entrypoint.widgets.queue import queue_widget
from imigrasi.entrypoint.widgets.request import WidgetRequest, widget_request
from imigrasi.entrypoint.widgets.statements import statement_widget, statements_widget
from imigrasi.usecases.inspect_application import Inspection, barred_officers, possible_moves
from imigrasi.usecases.inspect_money import Money, MoneyMove
from imigrasi.usecases.officer_ports import Invocation, Round, Sent, Visit
from imigrasi.usecases.ports import Calendar
from imigrasi.usecases.task_ports import Task
from imigrasi.usecases.tell_time import Time
from imigrasi.usecases.view_executions import Workflows
from imigrasi.usecases.view_invocations import Runs
from imigrasi.usecases.view_messages import Told
from imigrasi.usecases.view_queue import Line, Queue
from imigrasi.usecases.view_statements import Finding, GatewayStatements, StatementReport
from imigrasi.usecases.write_refund_letter import RefundLetter
from tests.support import builders
from tests.support.builders import FEE, NOW, NUMBER

CONSOLE = "https://example.com/{runbook}?region=x"
CALENDAR = Calendar("test", frozenset())
ARN = "arn:aws:lambda:ap-southeast-3:000000000000:function:imigrasi-local-console"


def request(widget: str, **parameters: Any) -> WidgetRequest:
    return widget_request({"widget": widget, **parameters, "widgetContext": {"locale": "id"}}, ARN)


def inspection(typed: str) -> Inspection:
    """An application with `typed` wherever a text from outside could ever stand."""
    application = builders.submitted(
        Status.ADJUDICATING,
        service=typed,
        office=typed,
        channel=typed,
        cleared_by=typed,
        adjudicated_by=typed,
        masked_applicant={"full_name": typed, "passport": {"number": typed}, "sex": typed},
        masked_answers={"old_passport_number": typed},
        appointment=Appointment(typed, typed, NOW),
        payments=1,
        doubts=(typed,),
    )
    event = Event("ApplicationCleared", Actor(ActorKind.OFFICER, typed), reason_code=typed, ids={"kind": typed})
    odd = Event(typed, Actor(ActorKind.SYSTEM, typed))
    document = builders.document(kind=typed, content_type=typed, reasons=(typed,), document_id="d")
    accepted = replace(document, document_id="e", status=DocumentStatus.ACCEPTED)
    payment = builders.payment(
        gateway=typed, billing_code=typed, status=PaymentStatus.SETTLED, captured=FEE, held=1, owed=2, refunded=3
    )
    change = builders.stored(application, event, odd)
    file = builders.file(change.after, change.entries, (document, accepted), (payment,))
    return Inspection(
        file=file,
        service=builders.service(),
        moves=possible_moves(change.after),
        barred=barred_officers(change.after),
        money={payment.order_id: Money(payment, refunds(typed), (MOVE, replace(MOVE, name=typed, barred=typed)))},
        viewable={typed: ("review", typed)},
        same_files={"d": [typed]},
        same_person={"nik": [typed]},
        broken=BrokenLink(NUMBER, 1, typed),
    )


MOVE = MoneyMove("paid", "refund", {"PaymentId": (f"{NUMBER}-1",), "Outcome": ("paid",)}, ("Reference",))


def refunds(typed: str) -> tuple[Refund, ...]:
    first = Refund(f"{NUMBER}-1", 1, 5, typed, RefundStatus.APPROVED, RefundRoad.LETTER, NOW, typed, typed)
    return first, replace(first, number=2, status=RefundStatus.DONE, reference=typed, failed=True)


def application(typed: str) -> str:
    return application_widget(inspection(typed), request("application", application_id=typed), CALENDAR, CONSOLE, NOW)


def queue(typed: str) -> str:
    known = builders.submitted(Status.ADJUDICATING, service=typed, cleared_by=typed)
    lines = (Line(typed, NOW, -1, known), Line(typed, NOW, 3, None))
    task = Task(typed, "difference", typed, typed, closed=False)
    tasks = (Line(typed, NOW, -1, known, task), Line("", NOW, 0, None, replace_task(task)))
    queues = (Queue("adjudication", lines, typed), Queue("difference", tasks, None), Queue(typed, (), None))
    return queue_widget(queues, request("queue", office=typed), typed, CONSOLE, NOW)


def replace_task(task: Task) -> Task:
    """The same about no application."""
    return task._replace(application_id="", order_id="")


def letter(typed: str) -> str:
    found = inspection(typed)
    (payment,) = found.file.payments
    rule = RefundRule(refunded=True, source=typed, verified=False)
    written = RefundLetter(found.file.application, payment, refunds(typed)[0], NOW, rule)
    return letter_widget(written, request("letter", application_id=typed), NOW)


def messages(typed: str) -> str:
    entry = builders.stored(builders.draft(id=typed)).entries[0]
    told = (Told(replace(entry, type=typed), Sent(1, NOW, typed)), Told(entry, None))
    return messages_widget(told, request("messages", application_id=typed))


def executions(typed: str) -> str:
    states = {typed: {"Type": "Task", "Next": "b"}, "b": {"Type": "Succeed"}}
    rounds = (Round(f"{typed}-1", typed, NOW, NOW, (Visit(typed, NOW), Visit("b", NOW))),)
    shown = executions_widget(Workflows({"States": states}, rounds), request("executions", application_id=NUMBER))
    return shown + executions_widget(
        Workflows({"States": states}, rounds), request("executions", application_id=typed[:60])
    )


def invocations(typed: str) -> str:
    run = Invocation(typed, typed, NOW, typed, typed, 3)
    return invocations_widget(Runs((typed,), typed, (run,)), request("invocations", function=typed), typed)


def clock(typed: str) -> str:
    return clock_widget(Time(NOW, timedelta(days=1), False, NOW.date(), typed), request("clock"))


def record(typed: str) -> StatementRecord:
    return StatementRecord(
        gateway=typed,
        digest=typed,
        key=typed,
        version=typed,
        received_at=NOW,
        status=StatementStatus.COMPARED,
        refusal=typed,
        figures={"lines": 3, "paid": FEE, "taken_back": 1, "at_bank": 1, "faults": 2, "differences": 1},
        first_day=NOW.date(),
        last_day=NOW.date() + timedelta(days=1),
        compared_at=NOW,
        report=typed,
    )


def statements(typed: str) -> str:
    found = (GatewayStatements(typed, (record(typed),)), GatewayStatements("simponi", ()))
    return statements_widget(found, request("statements"))


def statement(typed: str) -> str:
    findings = (
        Finding(typed, "", typed, typed, "", "650000", "0"),
        Finding(typed, "7", typed, typed, typed, "", ""),
    )
    found = StatementReport(record(typed), findings, 3)
    return statement_widget(found, request("statement"), None)


WIDGETS: tuple[Callable[[str], str], ...] = (
    application,
    queue,
    letter,
    messages,
    executions,
    invocations,
    statements,
    statement,
    clock,
)
