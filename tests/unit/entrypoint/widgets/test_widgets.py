"""Widgets as HTML: hostile text changes no element, and everything that has words uses them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

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
from tests.support.hostile import HOSTILE, skeleton

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


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("widget", WIDGETS)
def test_hostile_text_changes_no_element_and_no_attribute(widget: Callable[[str], str], typed: str) -> None:
    plain, attacked = skeleton(widget("plain")), skeleton(widget(typed))
    assert attacked.elements == plain.elements
    assert attacked.comments == 0


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("widget", WIDGETS)
def test_no_address_but_our_own_and_no_element_that_acts(widget: Callable[[str], str], typed: str) -> None:
    found = skeleton(widget(typed))
    names = set(found.names())
    assert not names & {"script", "iframe", "object", "embed", "img", "link", "meta", "base", "use", "style:"}
    assert not [name for name in names if name.startswith("on")]
    assert all(address.startswith(("https://example.com/", "call", "html")) for address in found.addresses)


@pytest.mark.parametrize("typed", HOSTILE)
def test_an_action_sends_back_what_was_typed_and_nothing_else(typed: str) -> None:
    """CloudWatch parses the text of `cwdb-action` as JSON: text must not become another parameter."""
    for sent in actions(queue(typed)):
        parameters = json.loads(sent)
        assert set(parameters) <= {"widget", "application_id", "office", "queue", "after"}


def test_money_is_shown_where_it_stands_with_who_may_decide_next() -> None:
    shown = application("budi")
    for words in ("Diterima: </span>Rp650.000", "Ditahan: </span>Rp1", "Akan dikembalikan: </span>Rp2", "refund#"):
        assert words in shown.replace("/refund?", "refund#")
    assert "untuk petugas selain budi" in shown
    assert "Surat permintaan pengembalian" in shown


def test_a_task_says_what_to_do_next_and_leads_to_its_form() -> None:
    shown = queue("t-1")
    assert "Cocokkan pembukuan dengan keterangan gateway" in shown
    assert "https://example.com/task?region=x#TaskId=t-1" in shown


def test_a_statement_says_what_it_brought_and_where_it_differs() -> None:
    shown = statements("simponi")
    for words in (
        "Kas negara (SIMPONI)",
        "3 baris dihitung",
        "Rp650.000",
        "1 selisih dengan pembukuan",
        "2 baris tidak",
    ):
        assert words in shown
    assert "Belum ada berkas." in shown
    assert json.loads(actions(shown)[0]) == {"widget": "statement", "gateway": "simponi", "digest": "simponi"}


def test_a_report_is_shown_with_both_sides_and_leads_to_its_file() -> None:
    found = StatementReport(record("simponi"), (Finding("missing_in_ledger", "", "payment", "A1", "", "5", "0"),), 0)
    shown = statement_widget(found, request("statement"), "https://example.com/{key}")
    for words in ("ada di berkas, tidak ada di pembukuan", "Rp5", "Rp0", "https://example.com/simponi"):
        assert words in shown


def test_the_letter_says_what_is_not_confirmed_and_who_has_decided() -> None:
    shown = letter("ratna")
    assert "perlu dikonfirmasi sebelum surat dikirim" in shown
    assert shown.count('class="imi-sign"') == 2


def actions(markup: str) -> list[str]:
    from html.parser import HTMLParser

    class Actions(HTMLParser):
        def __init__(self) -> None:
            super().__init__(convert_charrefs=True)
            self.inside = False
            self.found: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.inside = tag == "cwdb-action"
            if self.inside:
                self.found.append("")

        def handle_endtag(self, tag: str) -> None:
            self.inside = False

        def handle_data(self, data: str) -> None:
            if self.inside:
                self.found[-1] += data

    parser = Actions()
    parser.feed(markup)
    return parser.found


def test_an_action_stands_right_behind_its_button() -> None:
    names = [name for name, _ in skeleton(queue("plain")).elements]
    bound = [names[at - 1] for at, name in enumerate(names) if name == "cwdb-action"]
    assert bound
    assert set(bound) == {"button"}


def test_four_eyes_are_told_before_somebody_tries() -> None:
    known = builders.submitted(Status.ADJUDICATING, cleared_by="budi")
    shown = queue_widget(
        (Queue("adjudication", (Line(NUMBER, NOW, 2, known),), None),), request("queue"), "lebong", CONSOLE, NOW
    )
    assert "untuk petugas selain budi" in shown


@pytest.mark.parametrize(
    ("due", "days", "words"),
    [
        (NOW, 0, "hari ini"),
        (NOW + timedelta(days=1), 1, "1 hari kerja lagi"),
        (NOW + timedelta(days=3), 3, "3 hari kerja lagi"),
        (NOW - timedelta(days=2), -2, "lewat 2 hari kerja"),
    ],
)
def test_working_days_left_are_said_in_words(due: datetime, days: int, words: str) -> None:
    lines = (Line(NUMBER, due, days, None),)
    shown = queue_widget((Queue("review", lines, None),), request("queue"), "lebong", CONSOLE, NOW)
    assert words in shown


def test_the_graph_marks_where_an_execution_stands_and_where_it_went() -> None:
    visits = tuple(Visit(state, NOW) for state in ("Resume", "Review", "Payment"))
    from infra.components.workflow import definition
    from infra.stage import LOCAL

    workflows = Workflows(definition(LOCAL), (Round(f"{NUMBER}-1", "RUNNING", NOW, None, visits),))
    shown = executions_widget(workflows, request("executions", application_id=NUMBER))
    assert "➤ Pembayaran" in shown
    assert "✓ Pemeriksaan<" in shown
    assert "✓ Kedatangan" not in shown
    assert shown.count('stroke-width="3"') == 3  # two transitions taken, and the frame of the state it is in


def test_an_ended_execution_shows_its_end() -> None:
    from infra.components.workflow import definition
    from infra.stage import LOCAL

    visits = tuple(Visit(state, NOW) for state in ("Resume", "Review", "Returned"))
    workflows = Workflows(definition(LOCAL), (Round(f"{NUMBER}-1", "SUCCEEDED", NOW, NOW, visits),))
    shown = executions_widget(workflows, request("executions", application_id=NUMBER))
    assert "■ Dikembalikan" in shown
    assert "➤" not in shown


def test_no_widget_shows_an_address_of_the_citizen() -> None:
    told = (Told(builders.stored(builders.draft()).entries[0], Sent(1, datetime(2026, 11, 24, tzinfo=UTC), "mail")),)
    shown = messages_widget(told, request("messages", application_id=NUMBER))
    assert "surel" in shown
    assert "@" not in shown.partition("</style>")[2]
