"""Widgets of the officers' dashboards: masked, read-only. What officers do, they do in runbooks."""

from datetime import timedelta

from imigrasi.adapters.catalogue import told_events
from imigrasi.entrypoint import officer_wiring, wiring
from imigrasi.entrypoint.clock import now, wall_clock
from imigrasi.entrypoint.settings import setting
from imigrasi.entrypoint.widgets.application import application_widget
from imigrasi.entrypoint.widgets.clock import clock_widget
from imigrasi.entrypoint.widgets.executions import executions_widget
from imigrasi.entrypoint.widgets.function import widget_function
from imigrasi.entrypoint.widgets.invocations import invocations_widget
from imigrasi.entrypoint.widgets.letter import letter_widget
from imigrasi.entrypoint.widgets.manual import MANUAL
from imigrasi.entrypoint.widgets.markup import Markup
from imigrasi.entrypoint.widgets.messages import messages_widget
from imigrasi.entrypoint.widgets.queue import queue_widget
from imigrasi.entrypoint.widgets.request import WidgetRequest
from imigrasi.entrypoint.widgets.statements import statement_widget, statements_widget
from imigrasi.usecases.inspect_application import inspect_application
from imigrasi.usecases.tell_time import tell_time
from imigrasi.usecases.view_executions import view_executions
from imigrasi.usecases.view_invocations import view_invocations
from imigrasi.usecases.view_messages import view_messages
from imigrasi.usecases.view_queue import view_queue
from imigrasi.usecases.view_statements import view_statement, view_statements
from imigrasi.usecases.write_refund_letter import write_refund_letter

LAST_HOUR = timedelta(hours=1)


def queue(request: WidgetRequest) -> Markup:
    office, at = request.code("office") or "lebong", now()
    only, after = request.code("queue"), request.parameters.get("after")
    found = view_queue(officer_wiring.officer_queue(), wiring.catalogue(), office, at=at, only=only, after=after)
    return queue_widget(found, request, office, setting("RUNBOOK_FORM"), at)


def application(request: WidgetRequest) -> Markup:
    found = inspect_application(
        wiring.shown_applications(),
        officer_wiring.findings(),
        wiring.orders(),
        wiring.catalogue(),
        request.application_id() or "",
        at=now(),
    )
    return application_widget(found, request, wiring.catalogue().holidays(), setting("RUNBOOK_FORM"), now())


def letter(request: WidgetRequest) -> Markup:
    number, payment = request.application_id() or "", request.parameters.get("payment_id", "")
    store, orders = wiring.shown_applications(), wiring.orders()
    found = write_refund_letter(store, orders, wiring.catalogue(), number, payment, at=now())
    return letter_widget(found, request, now())


def executions(request: WidgetRequest) -> Markup:
    number = request.application_id() if request.known_number() else None
    found = view_executions(wiring.shown_applications(), officer_wiring.executions(), number)
    return executions_widget(found, request)


def messages(request: WidgetRequest) -> Markup:
    sent, number = officer_wiring.sent_messages(), request.application_id() or ""
    return messages_widget(view_messages(wiring.shown_applications(), sent, told_events(), number), request)


def invocations(request: WidgetRequest) -> Markup:
    since, until = request.span or (wall_clock() - LAST_HOUR, wall_clock())
    chosen = request.code("function")
    log, functions = officer_wiring.invocation_log(), officer_wiring.watched_functions()
    return invocations_widget(
        view_invocations(log, functions, chosen, since=since, until=until), request, setting("STAGE")
    )


def statements(request: WidgetRequest) -> Markup:
    return statements_widget(view_statements(officer_wiring.statements(), wiring.catalogue()), request)


def statement(request: WidgetRequest) -> Markup:
    gateway, digest = request.code("gateway") or "", request.code("digest") or ""
    found = view_statement(officer_wiring.statements(), officer_wiring.statement_reports(), gateway, digest)
    return statement_widget(found, request, officer_wiring.storage_page())


def clock(request: WidgetRequest) -> Markup:
    return clock_widget(tell_time(wiring.catalogue(), at=now(), wall=wall_clock()), request)


handler = widget_function(
    {
        "queue": queue,
        "application": application,
        "letter": letter,
        "executions": executions,
        "messages": messages,
        "invocations": invocations,
        "statements": statements,
        "statement": statement,
        "clock": clock,
    },
    MANUAL,
)
