"""One step of a transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from imigrasi.adapters.dynamo.attributes import Item, marshal
from imigrasi.domain.errors import StaleVersion

ABSENT = "attribute_not_exists(pk)"


@dataclass(frozen=True, slots=True)
class Operation:
    """One item of the transaction, and the fault its failed condition stands for."""

    kind: str
    request: dict[str, Any]
    refused: type[Exception]


def cancellations(error: ClientError) -> list[str]:
    """The code of each step of a refused transaction, in order; "None" for one that would have passed."""
    reasons: Any = error.response.get("CancellationReasons", [])
    return [reason.get("Code") or "None" for reason in reasons]


def put(item: Item, refused: type[Exception] = StaleVersion, condition: str | None = None, **values: Any) -> Operation:
    request: dict[str, Any] = {"Item": item}
    if condition is not None:
        request["ConditionExpression"] = condition
    if values:
        request["ExpressionAttributeValues"] = marshal({f":{name}": value for name, value in values.items()})
    return Operation("Put", request, refused)
