"""What must be true of all money once everything has come to rest."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable

from imigrasi.domain.ledger import Account
from imigrasi.domain.lifecycle import Circumstances, Path
from imigrasi.usecases.ports import File
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
    captures = {capture.transaction_id: capture for capture in till.books.captures()}
    booked: Counter[str] = Counter()
    suspended: Counter[str] = Counter()
    for row in till.everything.ledger_rows():
        if row.entry == "capture" and row.side == "DEBIT":
            booked[row.gateway_payment_id] += row.amount
            check(row.account is Account.CASH, "a capture does not debit cash:", row)
        elif row.entry == "suspense" and row.side == "CREDIT":
            suspended[row.gateway_payment_id] += row.amount
    truth = Counter({transaction: capture.amount for transaction, capture in captures.items()})
    lost = {t: captures[t] for t in truth - booked}
    check(not lost, f"money taken and not booked: {lost}")
    check(booked == truth, f"booked what was not taken: {booked - truth}")
    report = verify_ledger(till.everything)
    check(not report.faults, report.faults)
    check(report.captured == sum(truth.values()), f"booked {report.captured} of {sum(truth.values())}")
    back = report.owed + report.refunded + report.charged_back
    check(report.applied + report.suspended + back == report.captured, "captured money is neither here nor back")
    history = verify_history(till.store, till.everything)
    check(not history.broken, history.broken)
    for application_id in ids:
        one_application(till, till.store.file(application_id), booked, suspended)
    for body in set(acknowledged):
        is_kept(till, body)
    return len(captures)


def one_application(till: Till, file: File, booked: Counter[str], suspended: Counter[str]) -> None:
    """Paid once if at all, told once for each capture, by a legal path."""
    application = file.application
    applied = [payment for payment in file.payments if payment.applied]
    check(len(applied) == int(application.paid), f"{application.id}: {len(applied)} payments applied")
    told = Counter(
        entry.ids["order_id"] for entry in file.entries if entry.type in ("PaymentSettled", "PaymentSuspended")
    )
    for payment in file.payments:
        order = till.orders.order(payment.order_id)
        shown = (order.status, order.amount, order.applied) == (payment.status, payment.amount, payment.applied)
        check(shown, f"{payment.order_id}: the order and what is shown of it differ")
        taken = payment.gateway_payment_id in booked
        check(told[payment.order_id] == int(taken), f"{payment.order_id}: told {told[payment.order_id]} times")
        if taken and not payment.applied:
            check(payment.gateway_payment_id in suspended, f"{payment.order_id}: neither applied nor in suspense")
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
