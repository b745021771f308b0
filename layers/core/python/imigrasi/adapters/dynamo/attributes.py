"""Python values ↔ DynamoDB attribute values, for the five kinds this table holds.

Integers stay `int` (boto3's own serializer makes them Decimal), absent values are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

Item = dict[str, Any]
_AS_THEY_ARE = ("S", "B", "BOOL")


def marshal(values: Mapping[str, Any]) -> Item:
    """str, int, bool, bytes; None is left out. Raises TypeError for anything else (a float is a fault)."""
    return {name: attribute(value) for name, value in values.items() if value is not None}


def attribute(value: object) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(value)}
    if isinstance(value, str):
        return {"S": str(value)}
    if isinstance(value, bytes):
        return {"B": value}
    raise TypeError(f"{type(value).__name__} is not stored")


def unmarshal(item: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The values of an item; sets of strings come as frozensets. Unknown kinds are a fault."""
    values: dict[str, Any] = {}
    for name, typed in item.items():
        ((kind, value),) = typed.items()
        if kind in _AS_THEY_ARE:
            values[name] = value
        elif kind == "N":
            values[name] = int(value)
        elif kind == "SS":
            values[name] = frozenset(value)
        else:
            raise TypeError(f"{name}: attribute kind {kind} is not used here")
    return values


def stamp(at: datetime | None) -> str | None:
    """An instant as stored and sorted: RFC 3339, UTC, microseconds, `Z`."""
    if at is None:
        return None
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def instant(text: str | None) -> datetime | None:
    return None if text is None else known_instant(text)


def known_instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
