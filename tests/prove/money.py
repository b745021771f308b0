"""What must be true of all money once everything has come to rest."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable

from imigrasi.domain.ledger import Account
from imigrasi.domain.lifecycle import Circumstances, Path
from imigrasi.usecases.ports import File
from imigrasi.usecases.verification_ports import LedgerRow
from imigrasi.usecases.verify_history import verify_history
from imigrasi.usecases.verify_ledger import verify_ledger
from tests.prove.moves import expected
from tests.prove.row import check
from tests.prove.till import Till

#: Event → the command of the lifecycle that it records; the rest move nothing.
COMMANDS = {
    "ApplicationSubmitted": "submit",
    "ApplicationCleared": "clear",
    "PaymentSettled": "settle",
    "PaymentReleased": "settle",
    "ApplicationWithdrawn": "withdraw",
    "ApplicationLapsed": "lapse",
    "ApplicantAttended": "attend",
}
#: Each capture is told by one of these.
TOLD = ("PaymentSettled", "PaymentSuspended")


def accounted_for(till: Till, ids: Iterable[str], acknowledged: Iterable[bytes] = ()) -> int:
    """How many captures there were. Raises Broken."""
    rows = till.everything.money().rows
    truth = captured(till)
    booked: Counter[str] = Counter()
    for row in rows:
        if row.entry == "capture" and row.side == "DEBIT":
            booked[row.gateway_payment_id] += row.amount
            check(row.account is Account.CASH, "a capture does not debit cash:", row)
    check(not truth - booked, f"money taken and not booked: {truth - booked}")
    check(booked == truth, f"booked what was not taken: {booked - truth}")
    went_back(till, rows)
    report = verify_ledger(till.everything)
    check(not report.faults, report.faults)
    check(report.captured == sum(truth.values()), f"booked {report.captured} of {sum(truth.values())}")
    back = report.owed + report.refunded + report.charged_back
    check(report.applied + report.suspended + back == report.captured, "captured money is neither here nor back")
    history = verify_history(till.store, till.everything)
    check(not history.broken, history.broken)
    for application_id in ids:
        one_application(till.store.file(application_id), till, rows)
    for body in set(acknowledged):
        is_kept(till, body)
    return len(truth)


def captured(till: Till) -> Counter[str]:
    """What gateway and treasury took, by their own names: the truth. Whole rupiah."""
    truth = Counter({capture.transaction_id: capture.amount for capture in till.books.captures()})
    for bank in till.banks:
        truth.update({payment.ntpn: payment.amount for payment in bank.payments() if payment.ntpn})
    return truth


def went_back(till: Till, rows: Iterable[LedgerRow]) -> None:
    """What gateway and officers gave back is booked as given back, and nothing else; unless there was not so much."""
    booked: Counter[str] = Counter()
    for row in rows:
        if row.account is Account.CASH and row.side == "CREDIT":
            booked[row.gateway_payment_id] += row.amount
    truth = Counter(till.by_hand)
    for order in till.books.orders():
        truth[order.transaction_id] += sum(each.amount for each in order.returns)
    taken = captured(till)
    for payment in truth.keys() | booked.keys():
        if truth[payment] > taken[payment]:  # paid by hand and at the gateway: an officer has to see it
            check(is_contradicted(till, payment), f"{payment}: {truth[payment]} of {taken[payment]} back, and no task")
        else:
            check(booked[payment] == truth[payment], f"{payment}: {truth[payment]} back, {booked[payment]} booked")


def is_contradicted(till: Till, gateway_payment_id: str) -> bool:
    """Whether an order of that payment has a task about a word that cannot be true."""
    shown = till.everything.money().shown
    orders = {payment.order_id for payment in shown if payment.gateway_payment_id == gateway_payment_id}
    return any(task.partition("difference-")[2].startswith(tuple(orders)) for task in till.task_ids())


def one_application(file: File, till: Till, rows: Iterable[LedgerRow]) -> None:
    """Paid once if at all, told once for each capture, by a legal path."""
    application = file.application
    own = [row for row in rows if row.application_id == application.id]
    applied = [payment for payment in file.payments if payment.applied]
    check(len(applied) == int(application.paid), f"{application.id}: {len(applied)} payments applied")
    told = Counter(entry.ids["payment_id"] for entry in file.entries if entry.type in TOLD)
    for payment in file.payments:
        order = till.orders.order(payment.order_id)
        shown = (order.status, order.amount, order.applied) == (payment.status, payment.amount, payment.applied)
        check(shown, f"{payment.order_id}: the order and what is shown of it differ")
        entries = {row.entry for row in own if row.order_id == payment.order_id}
        taken = int("capture" in entries)
        check(told[payment.order_id] == taken, f"{payment.order_id}: told {told[payment.order_id]} times")
        if taken and not payment.applied:
            check("suspense" in entries, f"{payment.order_id}: neither applied nor in suspense")
    walk(file)


def walk(file: File) -> None:
    """The history leads, by our own table of moves, to where the application stands."""
    status, at = "draft", Circumstances(path=Path(file.application.path))
    for entry in file.entries:
        command = COMMANDS.get(entry.type)
        if command is None:
            continue
        after = expected(status, command, at)
        check(after is not None, f"{file.application.id}: {entry.type} out of {status}")
        if command == "lapse":
            at = Circumstances(path=at.path, lapsed_from=type(file.application.status)(status))
        status = str(after)
    check(status == file.application.status.value, f"{file.application.id} is {file.application.status}, not {status}")


def is_kept(till: Till, body: bytes) -> None:
    """An acknowledged notice stands in the store as it came."""
    order_id = json.loads(body)["order_id"]
    found = till.client.get_item(
        TableName=till.table,
        Key={"pk": {"S": f"ORDER#{order_id}"}, "sk": {"S": f"NOTICE#{hashlib.sha256(body).hexdigest()}"}},
    )
    check("Item" in found and found["Item"]["body"]["B"] == body, f"{order_id}: an acknowledged notice is gone")
