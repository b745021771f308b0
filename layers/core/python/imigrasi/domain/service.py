"""A service as the catalogue describes it: who, which documents, which questions, what it costs.

Everything here is data with a source (`catalogue/*.json`); a new service is a file, not code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from imigrasi.domain.errors import FieldFault
from imigrasi.domain.lifecycle import Path

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fee:
    """A tariff line. Whole rupiah; `source` names the regulation; unverified ones are marked so."""

    code: str
    amount: int
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a service's form. `kind`: boolean, integer_choice, date or text. `format`: `mrz` for a text that
    is the machine-readable zone of the applicant's old passport; it is looked at, never refused.
    """

    key: str
    kind: str
    required: bool
    options: tuple[int | str, ...] = ()
    max_length: int = 100
    format: str = ""


@dataclass(frozen=True, slots=True)
class RequiredDocument:
    """A document the service asks for. Of those sharing a `one_of` group any one suffices."""

    kind: str
    content_types: tuple[str, ...]
    max_bytes: int
    optional: bool = False
    one_of: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Days until something happens by itself, with the days of warning before it."""

    draft_days: int
    draft_warning_days: int
    correction_days: int
    correction_warning_days: int
    payment_days: int
    payment_warning_days: int
    collection_days: int
    collection_warning_days: int
    objection_days: int
    working_days: int


@dataclass(frozen=True, slots=True)
class RefundRule:
    """Whether a fee goes back in one case, and who says so; unverified ones are marked so."""

    refunded: bool
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Retention:
    """For how many days documents are kept after the end of an application, and who says so."""

    days: int
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Service:
    code: str
    catalogue_version: str
    path: Path
    second_approval: bool
    minimum_age: int
    fees: dict[str, Fee]
    base_fee: dict[int, str]
    surcharges: dict[str, str]
    questions: tuple[Question, ...]
    documents: tuple[RequiredDocument, ...]
    limits: Limits
    refunds: dict[str, RefundRule]
    retention: Retention

    def document(self, kind: str) -> RequiredDocument | None:
        return next((d for d in self.documents if d.kind == kind), None)

    def fee_due(self, answers: dict[str, Any]) -> int:
        """The fee in rupiah for complete answers: the passport's, plus each surcharge answered yes."""
        total = self.fees[self.base_fee[answers["validity_years"]]].amount
        return total + sum(self.fees[code].amount for key, code in self.surcharges.items() if answers.get(key))


def question_faults(service: Service, answers: dict[str, Any]) -> list[FieldFault]:
    """Every fault of the answers against the service's questions; pointers below `/answers`."""
    faults = []
    known = {q.key for q in service.questions}
    faults += [FieldFault(f"/answers/{key}", "unknown_question") for key in sorted(answers) if key not in known]
    for question in service.questions:
        value = answers.get(question.key)
        pointer = f"/answers/{question.key}"
        if value is None or value == "":
            if question.required:
                faults.append(FieldFault(pointer, "required"))
        elif not fits(question, value):
            faults.append(FieldFault(pointer, "not_an_option" if question.options else "not_valid"))
    return faults


def fits(question: Question, value: object) -> bool:
    """Whether a given answer is of the question's kind (a bool is never an integer here)."""
    if question.kind == "boolean":
        return isinstance(value, bool)
    if question.kind == "integer_choice":
        return isinstance(value, int) and not isinstance(value, bool) and value in question.options
    if question.kind == "date":
        return isinstance(value, str) and as_date(value) is not None
    return isinstance(value, str) and len(value.strip()) > 0 and len(value) <= question.max_length


def is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def as_date(text: str) -> date | None:
    """An ISO 8601 calendar date written in full (`YYYY-MM-DD`), else None."""
    if not _DATE.fullmatch(text):  # Python also reads week dates: 2026-W10-1
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Office:
    """Where applicants come: capacity per slot, hours and queue shards are data of the office."""

    code: str
    slot_minutes: int
    opens: str
    closes: str
    capacity: int
    days_ahead: int
    queue_shards: int
