"""The workflow waits and sequences: whatever comes first, late, twice or not at all, it follows the stored state."""

from __future__ import annotations

from typing import Any

import pytest

from imigrasi.entrypoint import wiring
from tests.support.citizen import Citizen
from tests.support.machine import Execution
from tests.support.people import person


def execution(citizen: Citizen, round_: int = 1) -> Execution:
    return citizen.cloud.machine.executions[f"{citizen.application_id}-{round_}"]


def drive(citizen: Citizen, stage: str, round_: int = 1) -> None:
    """An event of that stage and round, once more."""
    detail = {"application_id": citizen.application_id, "seq": 99, "round": round_, "stage": stage}
    citizen.cloud.roads.send("workflow", {"detail-type": "Any", "detail": detail})
    citizen.cloud.pump()


def test_a_submission_starts_the_round_and_waits_for_review(citizen: Citizen) -> None:
    citizen.submitted()
    assert (execution(citizen).status, execution(citizen).state) == ("RUNNING", "Review")


def test_a_decision_before_the_wait_is_registered_is_found_by_the_registrar(citizen: Citizen) -> None:
    citizen.start().upload_all()
    citizen.call("POST", "/submission", {"declaration": True}, idempotency_key="9f" * 8 + "1a2b3c4d5e6f7081")
    citizen.cloud.roads.relay()
    citizen.cloud.roads.deliver("workflow")
    citizen.cloud.runbooks.run("budi", "decide", citizen.application_id, Outcome="clear", Reason="complete")
    citizen.cloud.pump()
    assert execution(citizen).path == ["Resume", "Review", "Payment"]


def test_a_decision_before_the_round_has_started_starts_it_where_the_application_stands(citizen: Citizen) -> None:
    citizen.start().upload_all()
    citizen.call("POST", "/submission", {"declaration": True}, idempotency_key="9f" * 8 + "1a2b3c4d5e6f7081")
    citizen.cloud.runbooks.run("budi", "decide", citizen.application_id, Outcome="clear", Reason="complete")
    citizen.cloud.pump()
    assert execution(citizen).path == ["Resume", "Payment"]


def test_who_withdraws_before_the_round_has_started_is_given_none(citizen: Citizen) -> None:
    citizen.start().upload_all()
    citizen.call("POST", "/submission", {"declaration": True}, idempotency_key="9f" * 8 + "1a2b3c4d5e6f7081")
    assert citizen.call("POST", "/withdrawal").status == 202
    citizen.cloud.pump()
    assert citizen.status == "withdrawn"
    assert citizen.cloud.machine.executions == {}
    assert citizen.cloud.roads.waiting() == {}


def test_an_event_that_comes_again_moves_nothing(citizen: Citizen) -> None:
    citizen.cleared()
    drive(citizen, "review")
    drive(citizen, "drafting", 0)
    assert execution(citizen).path == ["Resume", "Review", "Payment"]
    assert citizen.cloud.roads.waiting() == {}


def test_an_event_of_a_past_round_moves_nothing(citizen: Citizen) -> None:
    citizen.submitted().decided("budi", "return", "incomplete")
    citizen.save()
    citizen.submit()
    drive(citizen, "review", 1)
    assert (execution(citizen, 1).state, execution(citizen, 2).state) == ("Returned", "Review")


def test_a_wait_that_timed_out_waits_again_with_a_new_token(citizen: Citizen) -> None:
    citizen.submitted()
    citizen.cloud.machine.time_out(f"{citizen.application_id}-1")
    citizen.cloud.pump()
    citizen.decided("budi", "clear", "complete")
    assert execution(citizen).path == ["Resume", "Review", "Review", "Payment"]


@pytest.mark.parametrize("status", ["ABORTED", "FAILED", "TIMED_OUT"])
def test_a_dead_execution_is_replaced_by_the_next_round(citizen: Citizen, status: str) -> None:
    citizen.cleared()
    citizen.cloud.machine.kill(f"{citizen.application_id}-1", status)
    citizen.cloud.pump()
    assert (execution(citizen, 2).status, execution(citizen, 2).path) == ("RUNNING", ["Resume", "Payment"])
    assert citizen.pay().status == "paid"


def test_a_dead_execution_whose_report_was_lost_is_found_by_the_schedule(citizen: Citizen) -> None:
    citizen.cleared()
    execution(citizen).status = "FAILED"
    assert citizen.cloud.invoke("workflow_rescue") == {"rescued": 1}
    citizen.cloud.pump()
    assert execution(citizen, 2).state == "Payment"


def test_a_dead_token_is_handed_to_the_rescue(citizen: Citizen) -> None:
    citizen.submitted()
    citizen.cloud.machine._tokens.clear()
    execution(citizen).status = "TIMED_OUT"
    citizen.decided("budi", "clear", "complete")
    assert execution(citizen, 2).path == ["Resume", "Payment"]


def test_rescuing_twice_starts_one_round(citizen: Citizen) -> None:
    citizen.cleared()
    citizen.cloud.machine.kill(f"{citizen.application_id}-1")
    citizen.cloud.roads.send("rescue", {"application_id": citizen.application_id, "round": 1})
    citizen.cloud.pump()
    assert list(citizen.cloud.machine.executions) == [f"{citizen.application_id}-{n}" for n in (1, 2)]


def test_an_execution_that_lives_is_left_alone(citizen: Citizen) -> None:
    citizen.submitted()
    citizen.cloud.roads.send("rescue", {"application_id": citizen.application_id, "round": 1})
    citizen.cloud.pump()
    assert list(citizen.cloud.machine.executions) == [f"{citizen.application_id}-1"]


@pytest.mark.parametrize("ended", ["rejected", "start"])
def test_an_application_that_waits_for_no_officer_needs_no_rescue(citizen: Citizen, ended: str) -> None:
    getattr(citizen, ended)()
    round_ = wiring.applications().load(citizen.application_id).round
    citizen.cloud.roads.send("rescue", {"application_id": citizen.application_id, "round": round_})
    citizen.cloud.pump()
    assert wiring.applications().load(citizen.application_id).round == round_


def test_a_registrar_of_a_past_round_is_superseded_and_keeps_no_token(citizen: Citizen) -> None:
    citizen.cleared()
    citizen.cloud.machine.kill(f"{citizen.application_id}-1")
    citizen.cloud.pump()
    application = wiring.applications().load(citizen.application_id)
    assert application.round == 2
    old: dict[str, Any] = {"application_id": application.id, "round": 1, "stage": "Payment", "token": "old"}
    with pytest.raises(Exception, match="TaskTimedOut"):
        citizen.cloud.invoke("stage", old)
    assert wiring.tokens().token(application.id, application.stage, 2) == execution(citizen, 2).token


def test_a_failing_stage_function_ends_in_a_new_round(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    register = type(wiring.tokens()).register
    failed: list[object] = []

    def broken(*given: Any) -> bool:
        if not failed:
            failed.append(given)
            raise RuntimeError("lost connection")
        return register(*given)

    monkeypatch.setattr(type(wiring.tokens()), "register", broken)
    citizen.submitted()
    assert execution(citizen, 1).status == "FAILED"
    assert (execution(citizen, 2).status, execution(citizen, 2).path) == ("RUNNING", ["Resume", "Review"])


def test_nothing_is_stuck_after_many_returns(citizen: Citizen) -> None:
    citizen.submitted()
    for _ in range(5):
        citizen.decided("budi", "return", "incomplete")
        citizen.save()
        citizen.submit()
    assert (execution(citizen, 6).state, execution(citizen, 6).status) == ("Review", "RUNNING")


def test_tokens_of_two_applications_are_apart(citizen: Citizen) -> None:
    citizen.submitted()
    other = Citizen(citizen.cloud, person(2)).submitted()
    citizen.decided("budi", "clear", "complete")
    assert (execution(citizen).state, execution(other).state) == ("Payment", "Review")
