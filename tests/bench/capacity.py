"""What an item and a call cost at DynamoDB, by the rules of its developer guide.

Sizes: "DynamoDB item sizes and formats". Units: "Read and write operations" (1 KB a write unit, 4 KB a read
unit, an item's larger image counts), "Managing transactions" (two units for one), "Using global secondary
indexes" (an entry that appears, disappears or keeps its key costs one write, one that moves two; they follow
asynchronously, so a transaction does not double them).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Item = Mapping[str, Mapping[str, Any]]

WRITE_UNIT, READ_UNIT = 1024, 4096
INDEXES = ("queue", "due")


def item_size(item: Item | None) -> int:
    """Bytes of names and values (the 100 bytes of storage overhead are billed as storage only)."""
    return sum(len(name.encode()) + value_size(typed) for name, typed in (item or {}).items())


def value_size(typed: Mapping[str, Any]) -> int:
    match dict(typed):
        case {"S": str(text)}:
            return len(text.encode())
        case {"N": str(number)}:
            return math.ceil(len(number.lstrip("-").strip("0")) / 2) + 1 + number.startswith("-")
        case {"B": bytes(content)}:
            return len(content)
        case {"BOOL": bool()}:
            return 1
        case {"SS": parts}:
            return sum(len(part.encode()) for part in parts)
    raise ValueError(f"{', '.join(typed)}: no such attribute is stored here")


@dataclass(frozen=True, slots=True)
class Share:
    """Write units that fall to one partition key of the table or of an index; `sort` is the key beside it."""

    space: str
    partition: str
    sort: str
    units: int


def shares(before: Item | None, after: Item | None, *, transactional: bool) -> list[Share]:
    """Of one item written, or only checked (`before` is `after`)."""
    item = after or before
    if item is None:
        return []
    kilobytes = max(1, math.ceil(max(item_size(before), item_size(after)) / WRITE_UNIT))
    units = kilobytes * (2 if transactional else 1)
    found = [Share("table", item["pk"]["S"], item["sk"]["S"], units)]
    for index in INDEXES:
        old, new = _entry(before, index), _entry(after, index)
        if old != new:
            found += [Share(index, *entry, 1) for entry in (old, new) if entry is not None]
    return found


def _entry(item: Item | None, index: str) -> tuple[str, str] | None:
    if item is None or f"{index}_pk" not in item:
        return None
    return item[f"{index}_pk"]["S"], item[f"{index}_sk"]["S"]


def read_units(items: Iterable[Item], *, consistent: bool) -> float:
    """Of one read: their sizes together, rounded up once."""
    units = max(1, math.ceil(sum(map(item_size, items)) / READ_UNIT))
    return units if consistent else units / 2
