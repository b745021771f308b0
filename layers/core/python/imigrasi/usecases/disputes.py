"""A payment that a citizen has made and nobody has seen: opened by a photograph, closed by the money or by an officer.

Opening it has the gateways asked at once about every order of the application that no money is known of. Money that
pays the fee closes it by itself; else an officer does (`close_dispute`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from imigrasi.domain.application import Change, also
from imigrasi.domain.audit import CITIZEN, SYSTEM, Event
from imigrasi.domain.dispute import FOUND, is_disputable, opened
from imigrasi.domain.document import Document
from imigrasi.domain.payment import MONEY_MOVED
from imigrasi.usecases.ports import ApplicationStore
from imigrasi.usecases.task_ports import TaskKind
from imigrasi.usecases.writes import CloseTask, PutTask, Write


def dispute_opened(change: Change, document: Document, at: datetime) -> tuple[Change, list[Write]]:
    """The same write with a dispute. None is opened while one is open (the newer photograph takes the older's place),
    nor when the money has come while the photograph was looked at.
    """
    application = change.after
    if application.dispute is not None or not is_disputable(application):
        return change, []
    disputed = opened(application, document.document_id)
    event = Event("PaymentDisputed", CITIZEN, ids={"document_id": document.document_id})
    told = also(replace(change, after=disputed), event, at)
    task = PutTask(str(disputed.dispute), TaskKind.DISPUTE, application.office, application.id, at)
    return told, [task]


def dispute_settled(change: Change, at: datetime) -> tuple[Change, list[Write]]:
    """The same write, which has the fee paid, with the end of a dispute that was open."""
    task_id = change.after.dispute
    if task_id is None:
        return change, []
    settled = replace(change, after=replace(change.after, dispute=None))
    return also(settled, Event("DisputeClosed", SYSTEM, reason_code=FOUND), at), [CloseTask(task_id, at)]


def orders_in_doubt(store: ApplicationStore, application_id: str) -> list[str]:
    """What the gateways call the orders that may have been paid without our knowing. Raises NotFound."""
    payments = store.file(application_id).payments
    return list(dict.fromkeys(each.charged_as for each in payments if each.status not in MONEY_MOVED))
