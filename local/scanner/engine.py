"""YARA over a file and everything packed inside it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import yara_x

from local.scanner.unpacking import CannotUnpack, parts

RULES = Path(__file__).with_name("rules.yar")


class Status(StrEnum):
    """What a scan comes to, in GuardDuty's words (user guide, "S3 object potential scan result status")."""

    NO_THREATS_FOUND = "NO_THREATS_FOUND"
    THREATS_FOUND = "THREATS_FOUND"
    UNSUPPORTED = "UNSUPPORTED"
    ACCESS_DENIED = "ACCESS_DENIED"
    FAILED = "FAILED"


class Result(NamedTuple):
    status: Status
    threats: tuple[str, ...] = ()


class Engine:
    def __init__(self) -> None:
        self._rules = yara_x.compile(RULES.read_text(encoding="utf-8"))

    def scan(self, content: bytes) -> Result:
        try:
            layers = parts(content)
        except CannotUnpack:
            return Result(Status.UNSUPPORTED)
        threats = {rule.identifier for layer in layers for rule in self._rules.scan(layer).matching_rules}
        return Result(Status.THREATS_FOUND, tuple(sorted(threats))) if threats else Result(Status.NO_THREATS_FOUND)
