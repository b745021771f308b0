"""One step of a transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from imigrasi.adapters.dynamo.attributes import Item, marshal
from imigrasi.domain.errors import StaleVersion

ABSENT = "attribute_not_exists(pk)"


@dataclass(frozen=True, slots=True)
class Operation:
    """One item of the transaction, and the fault its failed condition stands for."""

    kind: str
    request: dict[str, Any]
    refused: type[Exception]


def put(item: Item, refused: type[Exception] = StaleVersion, condition: str | None = None, **values: Any) -> Operation:
    request: dict[str, Any] = {"Item": item}
    if condition is not None:
        request["ConditionExpression"] = condition
    if values:
        request["ExpressionAttributeValues"] = marshal({f":{name}": value for name, value in values.items()})
    return Operation("Put", request, refused)
