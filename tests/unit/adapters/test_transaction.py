"""What a refused transaction means."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from imigrasi.adapters.dynamo.operation import Operation
from imigrasi.adapters.dynamo.transaction import StoreUnavailable, meaning
from imigrasi.domain.errors import StaleVersion
from imigrasi.usecases.writes import AlreadyWritten, SlotFull

STEPS = [Operation("Put", {}, kind) for kind in (StaleVersion, AlreadyWritten, SlotFull)]


def refused(*codes: str | None, code: str = "TransactionCanceledException") -> Exception:
    response: Any = {"Error": {"Code": code}, "CancellationReasons": [{"Code": each} for each in codes]}
    return meaning(ClientError(response, "TransactWriteItems"), STEPS)


@pytest.mark.parametrize(
    ("codes", "fault"),
    [
        (("ConditionalCheckFailed", "None", "None"), StaleVersion),
        (("None", "ConditionalCheckFailed", "None"), AlreadyWritten),
        (("None", "None", "ConditionalCheckFailed"), SlotFull),
        ((None, "ConditionalCheckFailed", None), AlreadyWritten),
        (("None", "TransactionConflict", "None"), StaleVersion),
        (("None", "None", "ThrottlingError"), StoreUnavailable),
        (("ProvisionedThroughputExceeded", "None", "None"), StoreUnavailable),
    ],
)
def test_the_refused_operation_says_what_it_means(codes: tuple[str | None, ...], fault: type[Exception]) -> None:
    assert type(refused(*codes)) is fault


def test_a_lost_race_is_told_before_anything_else() -> None:
    assert type(refused("ConditionalCheckFailed", "ConditionalCheckFailed", "ConditionalCheckFailed")) is StaleVersion


def test_a_failed_condition_outweighs_a_conflict_elsewhere() -> None:
    assert type(refused("TransactionConflict", "ConditionalCheckFailed", "None")) is AlreadyWritten


def test_a_transaction_that_is_still_under_way_is_tried_again() -> None:
    assert type(refused(code="TransactionInProgressException")) is StaleVersion


@pytest.mark.parametrize("codes", [("ValidationError",), ("ItemCollectionSizeLimitExceeded",), ()])
def test_a_refusal_of_another_kind_stays_what_it_is(codes: tuple[str, ...]) -> None:
    assert isinstance(refused(*codes), ClientError)


def test_another_error_stays_what_it_is() -> None:
    assert isinstance(refused(code="ResourceNotFoundException"), ClientError)
