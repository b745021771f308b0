"""One change as one TransactWriteItems, and what its refusal means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from imigrasi.adapters.dynamo import items
from imigrasi.adapters.dynamo.attributes import Item, marshal
from imigrasi.adapters.dynamo.money_operations import money_operations
from imigrasi.adapters.dynamo.operation import ABSENT, Operation, put
from imigrasi.domain.application import Change
from imigrasi.domain.errors import StaleVersion, Unavailable
from imigrasi.usecases.writes import (
    AlreadyWritten,
    CloseTask,
    FreeSlot,
    Once,
    PutDocument,
    PutFinding,
    PutLedger,
    PutPayment,
    PutReceipt,
    PutRefund,
    PutSection,
    PutTask,
    RevokeReceipt,
    SlotFull,
    TakeSlot,
    Write,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class StoreUnavailable(Unavailable):
    code = "store_unavailable"


def operations(change: Change, meta: Item, writes: Iterable[Write]) -> list[Operation]:
    """The application first (a lost race is told before anything else), then events, then the rest."""
    application_id = change.after.id
    if change.before is None:
        first = put(meta, StaleVersion, ABSENT)
    else:
        first = put(meta, StaleVersion, "version = :version", version=change.before.version)
    result = [first, *(put(items.event_item(entry), StaleVersion, ABSENT) for entry in change.entries)]
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
            return [put(item, AlreadyWritten, ABSENT) if new else put(item)]
        case PutPayment() | PutLedger() | PutRefund() | PutReceipt() | RevokeReceipt() | PutTask() | CloseTask():
            return money_operations(write)
        case PutFinding(partition, sort):
            return [put(marshal({"pk": partition, "sk": sort}))]
        case Once(key, body, answer, expires_at):
            memory = {"pk": f"IDEM#{key}", "sk": "META", "body": body, "answer": answer}
            expires = int(expires_at.timestamp())
            return [put(marshal({**memory, "expires": expires}), AlreadyWritten, ABSENT)]
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
