"""What a wait has come to, told from the stored application alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imigrasi.domain.lifecycle import STAGE_OF, Path, Stage, Status
from imigrasi.domain.workflow import STATE_OF, WAITING, Diverted, Outcome, Passed, Waiting, needs_execution, outcome
from infra.components.workflow import DIVERSIONS, ENDS, STATES
from tests.support.builders import submitted

stages = st.sampled_from(sorted(WAITING))


def come_to(status: Status, stage: Stage, **attributes: Any) -> Outcome:
    return outcome(submitted(status, **attributes), stage, 1)


@pytest.mark.parametrize("status", [status for status in Status if STAGE_OF[status] in WAITING])
def test_a_stage_that_is_not_over_keeps_waiting(status: Status) -> None:
    assert come_to(status, STAGE_OF[status]) == Waiting()


@pytest.mark.parametrize(
    ("stage", "status"),
    [
        (Stage.REVIEW, Status.AWAITING_PAYMENT),
        (Stage.REVIEW, Status.PAID),
        (Stage.EXAMINATION, Status.ADJUDICATING),
        (Stage.PAYMENT, Status.PAID),
        (Stage.PAYMENT, Status.SCHEDULED),
        (Stage.ATTENDANCE, Status.ADJUDICATING),
        (Stage.ADJUDICATION, Status.APPROVED),
        (Stage.PRODUCTION, Status.READY),
        (Stage.HANDOVER, Status.COLLECTED),
        (Stage.PAYMENT, Status.COLLECTED),
    ],
)
def test_a_stage_that_is_over_passes_on(stage: Stage, status: Status) -> None:
    assert come_to(status, stage) == Passed()


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (Status.RETURNED, "Returned"),
        (Status.REJECTED, "Rejected"),
        (Status.OBJECTED, "Rejected"),
        (Status.WITHDRAWN, "Withdrawn"),
        (Status.LAPSED, "Lapsed"),
        (Status.CANCELLED, "Cancelled"),
    ],
)
@pytest.mark.parametrize("stage", sorted(WAITING))
def test_an_application_that_ended_ends_its_round(stage: Stage, status: Status, name: str) -> None:
    assert come_to(status, stage) == Diverted(name)


@pytest.mark.parametrize(
    ("stage", "status", "attributes", "name"),
    [
        (Stage.REVIEW, Status.EXAMINING, {"path": Path.EXAMINED}, "Examination"),
        (Stage.ADJUDICATION, Status.AWAITING_PAYMENT, {"path": Path.EXAMINED, "adjudicated": True}, "Payment"),
        (Stage.ADJUDICATION, Status.PAID, {"adjudicated": True}, "Payment"),
        (Stage.ATTENDANCE, Status.APPROVED, {"adjudicated": True}, "Production"),
        (Stage.ATTENDANCE, Status.READY, {"adjudicated": True}, "Production"),
    ],
)
def test_the_examined_path_leaves_by_the_catch_of_its_name(
    stage: Stage, status: Status, attributes: dict[str, Any], name: str
) -> None:
    assert come_to(status, stage, **attributes) == Diverted(name)


@given(st.sampled_from(Status), stages, st.integers(0, 9))
def test_a_round_that_is_not_the_current_one_is_superseded(status: Status, stage: Stage, other: int) -> None:
    application = submitted(status)
    if other != application.round:
        assert outcome(application, stage, other) == Diverted("Superseded")


@given(st.sampled_from(Status), stages, st.booleans(), st.sampled_from(Path))
def test_the_machine_catches_every_name_an_outcome_can_have(
    status: Status, stage: Stage, adjudicated: bool, path: Path
) -> None:
    found = come_to(status, stage, adjudicated=adjudicated, path=path)
    if isinstance(found, Diverted):
        assert found.name in {*ENDS, DIVERSIONS.get(STATE_OF[stage])}


def test_machine_and_domain_name_the_same_states() -> None:
    assert set(STATES) == set(STATE_OF.values())


@pytest.mark.parametrize("status", list(Status))
def test_an_execution_is_needed_exactly_where_a_stage_waits(status: Status) -> None:
    assert needs_execution(submitted(status)) == (STAGE_OF[status] in WAITING)
