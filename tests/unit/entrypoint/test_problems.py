"""Problem documents: every fault has its number, its slug and its title."""

from __future__ import annotations

import inspect

import pytest

from imigrasi.domain import errors
from imigrasi.domain.errors import Fault, FieldFault
from imigrasi.entrypoint import wiring  # noqa: F401 (its faults belong to the tree)
from imigrasi.entrypoint.http import problem
from tests.support import handlers


def every_fault() -> list[type[Fault]]:
    """The whole tree, with what use cases and gateways add to it."""
    for name in handlers.names():
        handlers.module(name)
    found: list[type[Fault]] = []
    pending: list[type[Fault]] = [Fault]
    while pending:
        for each in pending.pop().__subclasses__():
            found.append(each)
            pending.append(each)
    return sorted(set(found), key=lambda each: each.__qualname__)


NUMBERS = {
    errors.NotFound: 404,
    errors.Invalid: 400,
    errors.TooLarge: 413,
    errors.Unprocessable: 422,
    errors.Unauthorised: 401,
    errors.Forbidden: 403,
    errors.Conflict: 409,
    errors.IllegalMove: 409,
    errors.StaleVersion: 409,
    errors.PreconditionMissing: 428,
    errors.PreconditionFailed: 412,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}
#: Codes that api.md fixes, with their numbers.
CODES = {
    "idempotency_key_invalid": 400,
    "idempotency_key_reused": 422,
    "in_progress": 409,
    "not_editable": 409,
    "document_type_not_allowed": 422,
    "document_too_large": 422,
    "document_kind_unknown": 422,
    "chunks_missing": 409,
    "payment_not_due": 409,
    "already_paid": 409,
    "slot_full": 409,
    "appointment_not_due": 409,
    "signature_invalid": 401,
    "origin_forbidden": 403,
    "precondition_required": 428,
    "precondition_failed": 412,
    "too_many_attempts": 429,
    "not_found": 404,
    "service_unknown": 422,
    "body_too_large": 413,
    "four_eyes": 403,
}


@pytest.mark.parametrize(("fault", "number"), NUMBERS.items())
def test_each_branch_of_the_tree_has_its_number(fault: type[Fault], number: int) -> None:
    assert problem(fault(), "r").status == number


def test_every_fault_has_a_number_a_slug_and_a_title() -> None:
    for fault in every_fault():
        answer = problem(fault(), "request-1")
        branch = next(NUMBERS[kind] for kind in inspect.getmro(fault) if kind in NUMBERS)
        assert answer.content == {
            "type": "about:blank",
            "title": fault.title,
            "status": branch,
            "code": fault.code,
            "request_id": "request-1",
        }
        assert answer.headers["content-type"] == "application/problem+json"
        assert fault.code.replace("_", "").isalpha()
        assert fault.code.islower()
        assert fault.title.endswith(".")


def test_the_codes_that_the_contract_fixes_exist_with_their_numbers() -> None:
    found = {fault.code: problem(fault(), "r").status for fault in every_fault()}
    assert {code: found.get(code) for code in CODES} == CODES


def test_all_faults_of_fields_are_listed() -> None:
    answer = problem(errors.Unprocessable(errors=(FieldFault("/a", "required"), FieldFault("/b", "too_long"))), "r")
    assert answer.content["errors"] == [
        {"pointer": "/a", "code": "required"},
        {"pointer": "/b", "code": "too_long"},
    ]


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        (errors.TooMany(retry_after=3600), "3600"),
        (errors.TooMany(), "5"),
        (errors.Unavailable(), "5"),
        (errors.Conflict(retry_after=2), "2"),
        (errors.Conflict(), None),
    ],
)
def test_who_should_try_again_is_told_when(fault: Fault, seconds: str | None) -> None:
    assert problem(fault, "r").headers.get("retry-after") == seconds
