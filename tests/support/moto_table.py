"""moto's DynamoDB as tests need it: one call at a time, and no slower than it must be. Its answers stay the same."""

from __future__ import annotations

import contextlib
import copy
import functools
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from moto.core.model_instances import reset_model_data
from moto.core.serialize import ResponseSerializer
from moto.dynamodb import models
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler

#: The members of an AttributeValue.
TYPES = frozenset(("S", "N", "B", "SS", "NS", "BS", "M", "L", "NULL", "BOOL"))


def lock_table() -> Callable[[], None]:
    """One DynamoDB call at a time: moto's table loses writes without it. The answer takes the lock off again."""
    unlocked = DynamoHandler.call_action
    lock = threading.RLock()

    @functools.wraps(unlocked)
    def locked(self: DynamoHandler) -> Any:
        with lock:
            return unlocked(self)

    quick = contextlib.ExitStack()
    quick.enter_context(patch.object(DynamoHandler, "call_action", locked))
    quick.enter_context(_one_copy_a_transaction())
    quick.enter_context(_typed_values_as_they_are())
    return quick.close


def forget(table: Table) -> None:
    """Empty it. moto would keep every item that it ever made, copies too."""
    table.items.clear()
    reset_model_data()


@contextlib.contextmanager
def _one_copy_a_transaction() -> Iterator[None]:
    """moto copies the whole table for every item of a transaction, to undo it; the first copy does. Needs the lock."""
    copies: dict[int, Table] = {}
    slowly = DynamoDBBackend.transact_write_items

    def copied(what: Any) -> Any:
        if not isinstance(what, Table):
            return copy.deepcopy(what)
        if id(what) not in copies:
            copies[id(what)] = copy.deepcopy(what)
        return copies[id(what)]

    def transact(self: DynamoDBBackend, items: list[dict[str, Any]]) -> None:
        try:
            slowly(self, items)
        finally:
            copies.clear()

    with (
        patch.object(models, "copy", SimpleNamespace(deepcopy=copied)),
        patch.object(DynamoDBBackend, "transact_write_items", transact),
    ):
        yield


@contextlib.contextmanager
def _typed_values_as_they_are() -> Iterator[None]:
    """moto looks every member of a typed value up under all its aliases, and it has none."""
    slowly = ResponseSerializer.get_value

    def get_value(self: ResponseSerializer, value: Any, key: str, shape: Any) -> Any:
        if type(value) is dict and len(value) == 1 and next(iter(value)) in TYPES:
            return value.get(key)
        return slowly(self, value, key, shape)

    with patch.object(ResponseSerializer, "get_value", get_value):
        yield
