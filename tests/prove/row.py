"""What all proofs share: their size, their verdict, and how a seeded fault is shown to be caught."""

from __future__ import annotations

import contextlib
import importlib
import io
import time
import traceback
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, cast

Figures = dict[str, int | float | str]

#: Module → what it takes its place in the table with; the longest first, so that two can run side by side.
ROWS = (
    "crash_safety",
    "payments",
    "killed_workers",
    "races",
    "least_privilege",
    "legal_moves",
    "no_personal_data",
    "isolation",
    "documents",
    "upload_policies",
    "callbacks",
    "audit_trail",
    "ledger_audit",
)


class Scale(StrEnum):
    """`small` fits CI; `full` is the size the promises are stated at."""

    SMALL = "small"
    FULL = "full"

    def of(self, small: int, full: int) -> int:
        return small if self is Scale.SMALL else full


class Broken(AssertionError):
    """A promise does not hold; the text says where."""


class Proof(Protocol):
    PROMISE: str
    CONTROL: str

    def prove(self, scale: Scale) -> Figures: ...

    def control(self, scale: Scale) -> None: ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a row went; `fault` is empty when the promise holds and its control was caught."""

    name: str
    promise: str
    seconds: float
    figures: Figures = field(default_factory=dict)
    caught: str = ""
    fault: str = ""


def run(name: str, scale: Scale) -> Verdict:
    """Prove one row, then show that its check can fail."""
    began = time.monotonic()
    proof = cast("Proof", importlib.import_module(f"tests.prove.{name}"))
    figures: Figures = {}
    caught = fault = ""
    try:
        # The product writes its metrics to standard output: a proof's own words are its verdict.
        with contextlib.redirect_stdout(io.StringIO()):
            figures = proof.prove(scale)
            caught = _seed(proof, scale)
    except Broken as broken:
        fault = f"broken: {broken}"
    except Exception:  # noqa: BLE001 - a proof that cannot run proves nothing: told in the table, counts as broken
        fault = "could not be proved:\n" + traceback.format_exc()
    if not fault and not caught:
        fault = f"the control passed unnoticed: {proof.CONTROL}"
    return Verdict(name, proof.PROMISE, time.monotonic() - began, figures, caught, fault)


def _seed(proof: Proof, scale: Scale) -> str:
    """What the check said about the seeded fault, empty when it said nothing."""
    try:
        proof.control(scale)
    except Broken as noticed:
        return str(noticed) or "noticed"
    return ""


def check(holds: object, *where: object) -> None:
    """Raises Broken with `where` unless `holds`."""
    if not holds:
        raise Broken(" ".join(str(part) for part in where))
