"""What an officer at the command line is told when a decision is refused."""

import json

import pytest

from local import officers
from local.home import Home


def refused(monkeypatch: pytest.MonkeyPatch, code: str, status: str, move: str = "approve") -> str:
    monkeypatch.setattr(officers, "status_of", lambda _home, _id: status)
    execution = {
        "FailureMessage": f"imigrasi-local-decision failed: {json.dumps({'code': code, 'title': 'No.'})}",
        "Parameters": {"ApplicationId": ["LBG-0000-0000-0"]},
    }
    error = officers.refusal(Home.current(), execution, "budi", move)
    assert error.code == code
    return str(error)


def test_an_illegal_move_names_the_legal_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(monkeypatch, "illegal_move", "submitted") == "No. Officers can now: clear, return, reject."


def test_four_eyes_names_the_other_officers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(monkeypatch, "four_eyes", "adjudicating") == "No. Let one of these do it: ratna, sari."


def test_a_reason_that_does_not_fit_names_those_that_do(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "incomplete, illegible" in refused(monkeypatch, "reason_not_allowed", "submitted", "return")


def test_a_reason_that_does_not_hold_names_where_it_stands_and_all_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refused(monkeypatch, "no_reason_to_open", "paid", "open")
    assert said == "No. It stands at paid; reasons are review, identity, objection, dispute, refund."


@pytest.mark.parametrize(
    ("move", "code", "advice"),
    [
        ("release", "reason_not_allowed", "Reasons for release: verified."),
        ("refund", "reason_not_allowed", "paid_already, wrong_amount"),
        ("approve", "four_eyes", "ratna, sari"),
        ("refuse", "no_refund_proposed", ""),
        ("close", "task_ends_otherwise", ""),
    ],
)
def test_a_refusal_about_money_needs_no_application(move: str, code: str, advice: str) -> None:
    execution = {
        "FailureMessage": f"imigrasi-local-decision failed: {json.dumps({'code': code, 'title': 'No.'})}",
        "Parameters": {"PaymentId": ["LBG-0000-0000-0-1"]},
    }
    error = officers.refusal(Home.current(), execution, "budi", move)
    assert error.code == code
    assert advice in str(error)


def test_a_failure_without_the_decisions_words_points_to_the_logs() -> None:
    error = officers.refusal(Home.current(), {"FailureMessage": "The function timed out."}, "budi", "clear")
    assert error.code == "runbook_failed"
    assert "The function timed out." in str(error)
    assert "logs" in str(error)


def test_an_application_that_ended_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(officers, "status_of", lambda _home, _id: "collected")
    monkeypatch.setattr("local.officers.time.sleep", pytest.fail)
    officers.wait_until_legal(Home.current(), "LBG-0000-0000-0", "approve")
