"""Officers decide through runbooks only: who, what and why come from Systems Manager's own record."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.citizen import Citizen
from tests.support.people import person
from tests.support.runbooks import Refused, principal

CLEAR = {"Outcome": "clear", "Reason": "complete"}


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def record(citizen: Citizen, executed_by: str, document: str = "imigrasi-local-decide", **options: str) -> str:
    parameters = {"ApplicationId": citizen.application_id, **CLEAR}
    return citizen.cloud.runbooks.record(executed_by, document, parameters, **options)


def decided(citizen: Citizen, execution_id: str) -> Callable[[], object]:
    return lambda: citizen.cloud.runbooks.decide(execution_id)


# ---------------------------------------------------------------- who


def test_the_officers_name_stands_in_the_history(citizen: Citizen) -> None:
    citizen.cleared()
    (entry,) = [item for item in citizen.cloud.items("APP#") if item.get("type", {}).get("S") == "ApplicationCleared"]
    assert (entry["actor_kind"]["S"], entry["actor_id"]["S"], entry["reason"]["S"]) == ("officer", "budi", "complete")


STRANGERS = [
    "arn:aws:iam::123456789012:user/budi",
    "arn:aws:iam::123456789012:root",
    "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/budi",
    "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_ImigrasiOfficer/budi",
    "arn:aws:sts::123456789012:assumed-role/ImigrasiOfficer_0123456789abcdef/budi",
    "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_ImigrasiOfficer_xyz/budi",
    "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_ImigrasiOfficer_0123456789abcdef/",
    "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_ImigrasiOfficer_0123456789abcdef/budi\n",
    "",
]


@pytest.mark.parametrize("arn", STRANGERS)
def test_only_officers_sessions_decide(citizen: Citizen, arn: str) -> None:
    citizen.submitted()
    assert refusal(decided(citizen, record(citizen, arn))) == "outside_runbook"


def test_an_auditor_decides_nothing(citizen: Citizen) -> None:
    citizen.submitted()
    assert refusal(decided(citizen, record(citizen, principal("agus")))) == "officer_may_not"


# ---------------------------------------------------------------- which runbook


@pytest.mark.parametrize(
    "document",
    [
        "AWS-RunShellScript",
        "decide",
        "imigrasi-production-decide",
        "imigrasi-local-destroy",
        "imigrasi-local-",
        "x-imigrasi-local-decide",
        "imigrasi-local-imigrasi-local-decide",
    ],
)
def test_a_foreign_document_decides_nothing(citizen: Citizen, document: str) -> None:
    citizen.submitted()
    assert refusal(decided(citizen, record(citizen, principal("budi"), document))) == "outside_runbook"


@pytest.mark.parametrize("status", ["Success", "Failed", "Cancelled", "Pending", "Waiting", "TimedOut"])
def test_an_execution_that_is_not_running_decides_nothing(citizen: Citizen, status: str) -> None:
    citizen.submitted()
    execution_id = record(citizen, principal("budi"), status=status)
    assert refusal(decided(citizen, execution_id)) == "outside_runbook"


def test_an_outcome_of_another_runbook_is_refused(citizen: Citizen) -> None:
    citizen.submitted()
    for outcome in ("attend", "ready", "handover", "withdraw", ""):
        given = {"ApplicationId": citizen.application_id, "Outcome": outcome, "Reason": "complete"}
        execution_id = citizen.cloud.runbooks.record(principal("budi"), "imigrasi-local-decide", given)
        assert refusal(decided(citizen, execution_id)) == "outside_runbook"


def test_an_execution_that_nobody_started_decides_nothing(citizen: Citizen) -> None:
    from botocore.exceptions import ClientError

    with pytest.raises(ClientError, match="AutomationExecutionNotFound"):
        citizen.cloud.runbooks.decide("00000000-0000-4000-8000-000000000000")


def test_the_function_takes_nothing_from_its_caller_but_the_executions_id(citizen: Citizen) -> None:
    citizen.submitted()
    execution_id = record(citizen, principal("budi"))
    event = {"execution_id": execution_id, "ApplicationId": "LBG-0000-0001-1", "Outcome": "reject", "officer": "ratna"}
    assert citizen.cloud.invoke("decision", event) == {
        "application_id": citizen.application_id,
        "status": "awaiting_payment",
    }


# ---------------------------------------------------------------- once


def test_the_same_execution_decides_once(citizen: Citizen) -> None:
    citizen.submitted()
    execution_id = record(citizen, principal("budi"))
    answers = [citizen.cloud.runbooks.decide(execution_id) for _ in range(3)]
    assert [answer["status"] for answer in answers] == ["awaiting_payment"] * 3
    assert citizen.events().count("ApplicationCleared") == 1


def test_the_same_execution_at_the_same_moment_decides_once(citizen: Citizen) -> None:
    citizen.submitted()
    execution_id = record(citizen, principal("budi"))
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: citizen.cloud.runbooks.decide(execution_id)["status"], range(4)))
    assert answers == ["awaiting_payment"] * 4
    assert citizen.events().count("ApplicationCleared") == 1


def test_of_two_officers_at_the_same_moment_one_decides(citizen: Citizen) -> None:
    citizen.submitted()
    executions = [record(citizen, principal(officer)) for officer in ("budi", "ratna")]

    def outcome(execution_id: str) -> str:
        try:
            return str(citizen.cloud.runbooks.decide(execution_id)["status"])
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(outcome, executions)) == ["awaiting_payment", "illegal_move"]


# ---------------------------------------------------------------- what


def test_four_eyes(citizen: Citizen) -> None:
    citizen.adjudicating()
    assert refusal(lambda: citizen.decided("budi", "approve", "verified")) == "four_eyes"
    assert citizen.decided("ratna", "approve", "verified").status == "approved"


def test_a_decision_at_the_wrong_time_is_an_illegal_move(citizen: Citizen) -> None:
    citizen.submitted()
    assert refusal(lambda: citizen.decided("budi", "approve", "verified")) == "illegal_move"


def test_a_reason_has_to_fit(citizen: Citizen) -> None:
    citizen.submitted()
    assert refusal(lambda: citizen.decided("budi", "clear", "not_eligible")) == "reason_not_allowed"


def test_an_unknown_application_is_not_found(citizen: Citizen) -> None:
    citizen.submitted().application_id = "LBG-0000-0001-1"
    assert refusal(lambda: citizen.decided("budi", "clear", "complete")) == "not_found"


def test_a_result_goes_to_the_applicant_family_or_a_proxy(citizen: Citizen) -> None:
    citizen.ready()
    assert refusal(lambda: citizen.officer("budi", "handover", Recipient="neighbour")) == "recipient_unknown"
    assert citizen.officer("budi", "handover", Recipient="family").status == "collected"


def test_a_refused_decision_leaves_no_trace_and_can_be_made_again(citizen: Citizen) -> None:
    citizen.adjudicating()
    before = citizen.view()
    assert refusal(lambda: citizen.decided("budi", "approve", "verified")) == "four_eyes"
    assert citizen.view() == before


def test_the_deadline_runs_from_the_interview(citizen: Citizen) -> None:
    from datetime import UTC, datetime

    citizen.cloud.clock.set(datetime(2026, 11, 24, 3, 0, tzinfo=UTC))
    assert citizen.adjudicating().view()["due"] == {"stage": "adjudication", "at": "2026-11-30T16:59:59Z"}


def test_a_decision_needs_no_workflow(citizen: Citizen) -> None:
    citizen.start().upload_all()
    citizen.call("POST", "/submission", {"declaration": True}, idempotency_key=f"{'a1b2c3d4e5f6a7b8' * 2}")
    assert citizen.cloud.runbooks.run("budi", "decide", citizen.application_id, **CLEAR) == "awaiting_payment"


def test_one_application_is_not_decided_by_anothers_execution(citizen: Citizen) -> None:
    citizen.submitted()
    other = Citizen(citizen.cloud, person(2)).submitted()
    citizen.decided("budi", "clear", "complete")
    assert (citizen.status, other.status) == ("awaiting_payment", "submitted")
