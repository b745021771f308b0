"""One change as one TransactWriteItems, and what its refusal means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from imigrasi.adapters.dynamo import document_items, items
from imigrasi.adapters.dynamo.attributes import Item, marshal
from imigrasi.adapters.dynamo.money_operations import money_operations
from imigrasi.adapters.dynamo.operation import ABSENT, Operation, cancellations, put
from imigrasi.adapters.dynamo.slot_day import SlotDay
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
    ShowShare,
    TakeSlot,
    UseOpening,
    Write,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class StoreUnavailable(Unavailable):
    code = "store_unavailable"


def operations(*parts: tuple[Change, Item, Iterable[Write]]) -> list[Operation]:
    """Changes of applications, each with its item and what is written beside it.

    Of each the application first (a lost race is told before anything else), then events, then the rest. Places in
    slots last: an item may stand only once in a transaction, whoever takes or frees a place in it.
    """
    result: list[Operation] = []
    slots: dict[str, SlotDay] = defaultdict(SlotDay)
    for change, meta, writes in parts:
        application_id = change.after.id
        if change.before is None:
            result.append(put(meta, StaleVersion, ABSENT))
        else:
            result.append(put(meta, StaleVersion, "version = :version", version=change.before.version))
        result += (put(items.event_item(entry), StaleVersion, ABSENT) for entry in change.entries)
        for write in writes:
            if isinstance(write, TakeSlot | FreeSlot):
                slots[f"SLOTS#{write.office}#{write.slot[:10]}"].add(write, application_id)
            else:
                result += writing(write, application_id)
    return result + [day.update(partition) for partition, day in slots.items()]


def writing(write: Write, application_id: str = "") -> list[Operation]:
    """The steps of one write; `application_id`: whose it is."""
    match write:
        case PutSection(section, ciphertext):
            keys = {"pk": f"SEALED#{application_id}", "sk": section}
            return [put(marshal({**keys, "sealed": ciphertext}))]
        case PutDocument(document, new, relay):
            item = document_items.document_item(document, relay)
            return [put(item, AlreadyWritten, ABSENT) if new else put(item)]
        case PutPayment() | ShowShare() | PutLedger() | PutRefund() | PutReceipt() | RevokeReceipt():
            return money_operations(write)
        case PutTask() | CloseTask():
            return money_operations(write)
        case PutFinding(partition, sort):
            return [put(marshal({"pk": partition, "sk": sort}))]
        case Once(key, body, answer, expires_at):
            memory = {"pk": f"IDEM#{key}", "sk": "META", "body": body, "answer": answer}
            expires = int(expires_at.timestamp())
            return [put(marshal({**memory, "expires": expires}), AlreadyWritten, ABSENT)]
        case UseOpening(digest, at):
            from imigrasi.adapters.dynamo.openings import using  # only one writer does

            return [Operation("Update", using(digest, at), AlreadyWritten)]
    raise TypeError(type(write).__name__)


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
    codes = cancellations(error)
    for step, refusal in zip(steps, codes, strict=False):
        if refusal == "ConditionalCheckFailed":
            return step.refused()
    if "TransactionConflict" in codes:
        return StaleVersion()
    if "ThrottlingError" in codes or "ProvisionedThroughputExceeded" in codes:
        return StoreUnavailable(retry_after=1)
    return error
