"""Operations that moto lacks, added to its own services: the product's clients notice no difference."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.core.responses import BaseResponse

Operation = Callable[[dict[str, Any]], dict[str, Any]]


class Refusal(JsonRESTError):
    """The service's error; `code` as botocore will show it."""

    def __init__(self, code: str) -> None:
        super().__init__(code, "as asked for")


def answer(service: type[BaseResponse], operations: Mapping[str, Operation]) -> None:
    """Let `operations` (snake-case name → JSON in, JSON out or Refusal) answer calls to `service`."""
    for name, operation in operations.items():
        setattr(service, name, _action(operation))


def _action(operation: Operation) -> Callable[[BaseResponse], str]:
    def act(self: BaseResponse) -> str:
        return json.dumps(operation(json.loads(self.body or "{}")))

    return act
