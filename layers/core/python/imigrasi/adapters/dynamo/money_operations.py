"""The steps of a transaction that are about money: payments, the ledger and its day book, refunds, officers' tasks."""

from __future__ import annotations

from datetime import datetime

from imigrasi.adapters.dynamo import payment_items
from imigrasi.adapters.dynamo.attributes import marshal, stamp
from imigrasi.adapters.dynamo.operation import ABSENT, Operation, put
from imigrasi.adapters.dynamo.receipts import receipt_item, revoking
from imigrasi.domain.deadline import Due, DueKind
from imigrasi.domain.errors import StaleVersion
from imigrasi.domain.ledger import LedgerEntry
from imigrasi.usecases.writes import (
    AlreadyWritten,
    CloseTask,
    PutLedger,
    PutPayment,
    PutReceipt,
    PutRefund,
    PutTask,
    RevokeReceipt,
    ShowShare,
)

MoneyWrite = PutPayment | ShowShare | PutLedger | PutRefund | PutReceipt | RevokeReceipt | PutTask | CloseTask


def money_operations(write: MoneyWrite) -> list[Operation]:
    match write:
        case PutPayment(payment, new, poll_at):
            poll = Due(DueKind.PAYMENT, poll_at) if poll_at else None
            absent = (AlreadyWritten, ABSENT) if new else ()
            return [
                put(payment_items.payment_item(payment), *absent),
                put(payment_items.order_item(payment, poll), *absent),
            ]
        case ShowShare(payment):
            return [put(payment_items.payment_item(payment))]
        case PutLedger(entry):
            return _ledger_operations(entry)
        case PutRefund(refund, new):
            item = payment_items.refund_item(refund)
            return [put(item, AlreadyWritten, ABSENT) if new else put(item)]
        case PutReceipt(receipt):
            return [put(receipt_item(receipt), AlreadyWritten, ABSENT)]
        case RevokeReceipt(code, at):
            return [Operation("Update", revoking(code, at), StaleVersion)]
        case PutTask():
            return [put(payment_items.task_item(write), AlreadyWritten, ABSENT)]
        case CloseTask(task_id, at):
            return [_closing(task_id, at)]


def _ledger_operations(entry: LedgerEntry) -> list[Operation]:
    row = {
        "pk": f"LEDGER#{entry.gateway_payment_id}",
        "application_id": entry.application_id,
        "order_id": entry.order_id,
        "amount": entry.amount,
        "at": stamp(entry.at),
        "day": entry.day.isoformat() if entry.day else None,
    }
    sort = f"{entry.entry}#{entry.application_id}"
    debit = marshal({**row, "sk": f"{sort}#DEBIT", "account": entry.debit.value})
    credit = marshal({**row, "sk": f"{sort}#CREDIT", "account": entry.credit.value})
    rows = [put(debit, AlreadyWritten, ABSENT), put(credit, AlreadyWritten, ABSENT)]
    if entry.day is not None:
        # Under its day, as the gateway's settlement file lists it: for the comparison of both.
        listed = {"sk": f"{entry.gateway_payment_id}#{sort}", "amount": entry.amount}
        rows.append(put(marshal({"pk": f"BOOK#{entry.gateway}#{entry.day}", **listed})))
    return rows


def _closing(task_id: str, at: datetime) -> Operation:
    request = {
        "Key": {"pk": {"S": f"TASK#{task_id}"}, "sk": {"S": "META"}},
        "UpdateExpression": "SET closed_at = :at REMOVE queue_pk, queue_sk",
        "ExpressionAttributeValues": marshal({":at": stamp(at)}),
    }
    return Operation("Update", request, StaleVersion)
