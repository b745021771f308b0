"""JSON from outside that means one thing only: bounded, in UTF-8, no repeated keys, no NaN.

Two parsers that disagree about a body (the first or the last of two equal keys) would let one verify what
the other does not act on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


class Unreadable(ValueError):
    """A body is not what its sender is known to send; the text says where."""


def parse(body: bytes, *, largest: int, deepest: int) -> dict[str, Any]:
    """The object in `body`, of at most `largest` bytes and `deepest` levels. Raises Unreadable."""
    if len(body) > largest:
        raise Unreadable("larger than any genuine body")
    try:
        parsed = json.loads(body.decode("utf-8"), object_pairs_hook=_unique_keys, parse_constant=_refuse_constant)
    except Unreadable:
        raise
    except (ValueError, RecursionError) as fault:
        raise Unreadable("not JSON in UTF-8") from fault
    if not isinstance(parsed, dict):
        raise Unreadable("not a JSON object")
    if _is_deeper(parsed, deepest):
        raise Unreadable("deeper than any genuine body")
    return parsed


def text(sent: Mapping[str, Any], name: str) -> str:
    """The value of `name`, which must be a text that is not empty. Raises Unreadable."""
    value = sent.get(name)
    if not isinstance(value, str) or not value:
        raise Unreadable(f"{name} is not a text")
    return value


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("a key stands twice")
    return found


def _refuse_constant(name: str) -> None:
    raise Unreadable(f"{name} is not JSON")


def _is_deeper(value: object, levels: int) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return False
    return levels == 0 or any(_is_deeper(inner, levels - 1) for inner in value)
