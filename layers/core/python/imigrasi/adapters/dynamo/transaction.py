"""One change as one TransactWriteItems, and what its refusal means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from imigrasi.adapters.dynamo import items, payment_items
from imigrasi.adapters.dynamo.attributes import Item, marshal, stamp
from imigrasi.domain.application import Change
from imigrasi.domain.deadline import Due, DueKind
from imigrasi.domain.errors import StaleVersion, Unavailable
from imigrasi.usecases.writes import (
    AlreadyWritten,
    FreeSlot,
    Once,
    PutDocument,
    PutFinding,
    PutLedger,
    PutPayment,
    PutSection,
    PutTask,
    SlotFull,
    TakeSlot,
    Write,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_ABSENT = "attribute_not_exists(pk)"


@dataclass(frozen=True, slots=True)
class Operation:
    """One item of the transaction, and the fault its failed condition stands for."""

    kind: str
    request: dict[str, Any]
    refused: type[Exception]


class StoreUnavailable(Unavailable):
    code = "store_unavailable"


def put(item: Item, refused: type[Exception] = StaleVersion, condition: str | None = None, **values: Any) -> Operation:
    request: dict[str, Any] = {"Item": item}
    if condition is not None:
        request["ConditionExpression"] = condition
    if values:
        request["ExpressionAttributeValues"] = marshal({f":{name}": value for name, value in values.items()})
    return Operation("Put", request, refused)


def operations(change: Change, meta: Item, writes: Iterable[Write]) -> list[Operation]:
    """The application first (a lost race is told before anything else), then events, then the rest."""
    application_id = change.after.id
    if change.before is None:
        first = put(meta, StaleVersion, _ABSENT)
    else:
        first = put(meta, StaleVersion, "version = :version", version=change.before.version)
    result = [first, *(put(items.event_item(entry), StaleVersion, _ABSENT) for entry in change.entries)]
    slots: dict[str, list[TakeSlot | FreeSlot]] = defaultdict(list)
    for write in writes:
        if isinstance(write, TakeSlot | FreeSlot):
            slots[f"SLOTS#{write.office}#{write.slot[:10]}"].append(write)
        else:
            result += _puts(application_id, write)
    result += [_slot_update(partition, parts, application_id) for partition, parts in slots.items()]
    return result


def _puts(application_id: str, write: Write) -> list[Operation]:
    match write:
        case PutSection(section, ciphertext):
            keys = {"pk": f"SEALED#{application_id}", "sk": section}
            return [put(marshal({**keys, "sealed": ciphertext}))]
        case PutDocument(document, new, relay):
            item = items.document_item(document, relay)
            return [put(item, AlreadyWritten, _ABSENT) if new else put(item)]
        case PutPayment(payment, new, poll_at):
            poll = Due(DueKind.PAYMENT, poll_at) if poll_at else None
            absent = (AlreadyWritten, _ABSENT) if new else ()
            return [
                put(payment_items.payment_item(payment), *absent),
                put(payment_items.order_item(payment, poll), *absent),
            ]
        case PutLedger(entry):
            row = {
                "pk": f"LEDGER#{entry.gateway_payment_id}",
                "application_id": entry.application_id,
                "order_id": entry.order_id,
                "amount": entry.amount,
                "at": stamp(entry.at),
            }
            sort = f"{entry.entry}#{entry.application_id}"
            debit = marshal({**row, "sk": f"{sort}#DEBIT", "account": entry.debit.value})
            credit = marshal({**row, "sk": f"{sort}#CREDIT", "account": entry.credit.value})
            rows = [put(debit, AlreadyWritten, _ABSENT), put(credit, AlreadyWritten, _ABSENT)]
            if entry.moves_cash:
                # Under its day, as the gateway's settlement file lists it: for the comparison of both.
                listed = {"sk": f"{entry.gateway_payment_id}#{sort}", "amount": entry.amount}
                rows.append(put(marshal({"pk": f"BOOK#{entry.gateway}#{entry.day}", **listed})))
            return rows
        case PutTask(task_id, kind, office, about, at):
            task = {
                "pk": f"TASK#{task_id}",
                "sk": "META",
                "kind": kind,
                "application_id": about,
                "queue_pk": f"{office}#{kind}#0",
                "queue_sk": f"{stamp(at)}#{task_id}",
            }
            return [put(marshal(task))]
        case PutFinding(partition, sort):
            return [put(marshal({"pk": partition, "sk": sort}))]
        case Once(key, body, answer, expires_at):
            memory = {"pk": f"IDEM#{key}", "sk": "META", "body": body, "answer": answer}
            expires = int(expires_at.timestamp())
            return [put(marshal({**memory, "expires": expires}), AlreadyWritten, _ABSENT)]
    raise TypeError(type(write).__name__)


def _slot_update(partition: str, parts: list[TakeSlot | FreeSlot], application_id: str) -> Operation:
    """All changes of one office day: an item may stand only once in a transaction."""
    expression, condition, names = [], [], {}
    values: dict[str, Any] = {":me": {"SS": [application_id]}}
    for part in parts:
        name = "#take" if isinstance(part, TakeSlot) else "#free"
        names[name] = "s" + part.slot[11:].replace(":", "")
        if isinstance(part, TakeSlot):
            expression.append("ADD #take :me")
            condition.append("(attribute_not_exists(#take) OR size(#take) < :capacity)")
            values[":capacity"] = {"N": str(part.capacity)}
        else:
            expression.append("DELETE #free :me")
    request = {
        "Key": {"pk": {"S": partition}, "sk": {"S": "META"}},
        "UpdateExpression": " ".join(expression),
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
    }
    if condition:
        request["ConditionExpression"] = " AND ".join(condition)
    return Operation("Update", request, SlotFull)


def run(client: DynamoDBClient, table: str, steps: list[Operation]) -> None:
    """All or nothing. Raises what the first refused operation stands for; StaleVersion on contention."""
    requests: Any = [{step.kind: {"TableName": table, **step.request}} for step in steps]
    try:
        client.transact_write_items(TransactItems=requests)
    except ClientError as error:
        raise meaning(error, steps) from error


def meaning(error: ClientError, steps: list[Operation]) -> Exception:
    """The fault behind a refused transaction; the error itself when it is none of ours."""
    code = error.response["Error"]["Code"]
    if code == "TransactionInProgressException":
        return StaleVersion()
    if code != "TransactionCanceledException":
        return error
    reasons: list[dict[str, Any]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    codes = [reason.get("Code") or "None" for reason in reasons]
    for step, refusal in zip(steps, codes, strict=False):
        if refusal == "ConditionalCheckFailed":
            return step.refused()
    if "TransactionConflict" in codes:
        return StaleVersion()
    if "ThrottlingError" in codes or "ProvisionedThroughputExceeded" in codes:
        return StoreUnavailable(retry_after=1)
    return error
