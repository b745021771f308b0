"""How an application ends before its time: withdrawn, lapsed, not collected; and a visit nobody came to."""

from __future__ import annotations

from tests.support.local_cloud import LocalCloud
from tests.support.outside import problem
from tests.support.patience import awaited
from tests.support.visitor import Visitor, expect


def withdraw(visitor: Visitor) -> None:
    assert expect(visitor.call("POST", "/withdrawal"), 202).json == {"status": "withdrawn"}
    assert visitor.view()["next_action"] == {"who": "none", "code": "none"}


def test_a_draft_is_withdrawn(visitor: Visitor) -> None:
    visitor.start()
    withdraw(visitor)
    withdraw(visitor)  # the wish is fulfilled already
    assert visitor.events() == ["ApplicationStarted", "ApplicationWithdrawn"]


def test_a_submitted_application_is_withdrawn(visitor: Visitor, local_cloud: LocalCloud) -> None:
    visitor.submitted()
    execution = f"{visitor.application_id}-1"
    # Who withdraws before the round has started is given none.
    awaited(lambda: local_cloud.executions(visitor.application_id), lambda found: found == {execution: "RUNNING"})
    withdraw(visitor)
    awaited(lambda: local_cloud.executions(visitor.application_id), lambda found: found == {execution: "SUCCEEDED"})
    problem(visitor.call("POST", "/submission", {"declaration": True}, idempotency_key=KEY), 409, "illegal_move")


def test_a_no_show_keeps_the_fee_and_a_withdrawal_frees_the_slot(visitor: Visitor) -> None:
    visitor.paid()
    slot = visitor.free_slots()[-1]["slot"]
    places = visitor.places(slot)
    visitor.book(slot)
    assert visitor.places(slot) == places - 1

    visitor.officer("budi", "no-show")
    view = visitor.view()
    assert (view["status"], view["payment"]["amount_due"]) == ("paid", 0)
    assert "appointment" not in view
    assert visitor.places(slot) == places

    visitor.book(slot)
    other = visitor.free_slots()[-2]["slot"]
    visitor.book(other)  # moved: the first is free again
    assert visitor.places(slot) == places

    withdraw(visitor)
    assert "appointment" not in visitor.view()
    assert visitor.places(other) == visitor.places(slot) == places


def test_what_waits_for_nobody_lapses_after_a_warning(local_cloud: LocalCloud) -> None:
    """A draft and an unpaid fee after 14 days, an uncollected result after 30; money that comes late still counts."""
    draft, unpaid, uncollected = (Visitor(local_cloud) for _ in range(3))
    draft.start()
    unpaid.cleared().issue_payment()
    uncollected.ready()

    local_cloud.advance("12d")
    assert draft.events()[-1] == unpaid.events()[-1] == "LapseWarned"
    assert (draft.status, unpaid.status) == ("draft", "awaiting_payment")
    assert "CollectionWarned" not in uncollected.events()

    local_cloud.advance("3d")
    assert (draft.status, unpaid.status) == ("lapsed", "lapsed")
    assert draft.view()["next_action"] == {"who": "none", "code": "none"}
    save = {"applicant": draft.person.applicant(), "answers": draft.person.answers()}
    problem(draft.call("PUT", "", save, headers={"if-match": draft.etag}), 409, "not_editable")

    unpaid.misbehave("late")
    view = unpaid.settles()
    assert view["payment"]["amount_due"] == 0
    revived = {f"{unpaid.application_id}-1": "SUCCEEDED", f"{unpaid.application_id}-2": "RUNNING"}
    awaited(lambda: local_cloud.executions(unpaid.application_id), lambda found: found == revived)
    unpaid.book()

    local_cloud.advance("9d")
    assert uncollected.events()[-1] == "CollectionWarned"
    local_cloud.advance("7d")
    view = uncollected.view()
    assert (view["status"], view["timeline"][-1]["event"]) == ("cancelled", "ApplicationCancelled")
    assert local_cloud.command("ledger", "verify")["ok"]


def test_a_save_gives_a_draft_its_days_anew(visitor: Visitor, local_cloud: LocalCloud) -> None:
    visitor.start()
    local_cloud.advance("12d")
    assert visitor.events()[-1] == "LapseWarned"
    visitor.save()
    local_cloud.advance("3d")
    assert visitor.status == "draft"


def test_a_returned_application_lapses_after_thirty_days(visitor: Visitor, local_cloud: LocalCloud) -> None:
    visitor.submitted().decided("budi", "return", "incomplete")
    local_cloud.advance("24d")
    assert visitor.events()[-1] == "LapseWarned"
    local_cloud.advance("7d")
    assert visitor.status == "lapsed"


KEY = "5b0f8a52-4c0e-4d8c-9c57-2f2f4a3b6d11"
