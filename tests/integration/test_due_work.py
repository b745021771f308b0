"""What happens by itself: warnings, lapses, cancellations, escalations, and the late payment that revives."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.citizen import Citizen
from tests.support.moto_cloud import MotoCloud


def days_pass(citizen: Citizen, days: float) -> dict[str, Any]:
    """Time goes by and the schedule runs once; what it did."""
    citizen.cloud.clock.advance(days=days)
    done: dict[str, Any] = citizen.cloud.invoke("due_work")
    citizen.cloud.pump()
    return {name: count for name, count in done.items() if name != "relayed"}


def test_a_draft_is_warned_about_and_then_lapses(citizen: Citizen) -> None:
    citizen.start()
    assert days_pass(citizen, 10) == {}
    assert days_pass(citizen, 2) == {"LapseWarned": 1}
    assert days_pass(citizen, 2) == {}
    assert days_pass(citizen, 1) == {"ApplicationLapsed": 1}
    assert citizen.status == "lapsed"
    assert citizen.events() == ["ApplicationStarted", "LapseWarned", "ApplicationLapsed"]


def test_saving_after_the_warning_begins_the_time_anew(citizen: Citizen) -> None:
    citizen.start()
    days_pass(citizen, 12)
    citizen.save()
    assert days_pass(citizen, 9) == {}
    assert days_pass(citizen, 3) == {"LapseWarned": 1}


def test_a_returned_application_lapses_after_thirty_days(citizen: Citizen) -> None:
    citizen.submitted().decided("budi", "return", "incomplete")
    assert days_pass(citizen, 24) == {"LapseWarned": 1}
    assert days_pass(citizen, 7) == {"ApplicationLapsed": 1}
    assert citizen.cloud.machine.executions[f"{citizen.application_id}-1"].status == "SUCCEEDED"


def lapsed_unpaid(citizen: Citizen) -> str:
    """An application whose payment time is over; its order, whose code has expired too."""
    order_id = str(citizen.cleared().issue_payment()["order_id"])
    days_pass(citizen, 12)
    days_pass(citizen, 3)
    assert citizen.status == "lapsed"
    return order_id


def test_a_late_payment_revives_a_lapsed_application(citizen: Citizen) -> None:
    order_id = lapsed_unpaid(citizen)
    gateway = citizen.cloud.gateway.gateway
    gateway.notify(gateway.capture(order_id, 650_000, late=True))
    citizen.cloud.pump()
    assert citizen.status == "paid"
    assert citizen.cloud.machine.executions[f"{citizen.application_id}-2"].path == ["Resume", "Attendance"]


def test_a_lapsed_application_can_still_be_paid_with_a_new_code(citizen: Citizen) -> None:
    lapsed_unpaid(citizen)
    citizen.pay()
    assert citizen.status == "paid"


def test_an_expired_code_alone_lapses_nothing(citizen: Citizen) -> None:
    citizen.cleared().issue_payment()
    citizen.cloud.clock.advance(days=2)
    citizen.cloud.gateway.gateway.expire_due()
    citizen.cloud.pump()
    assert citizen.status == "awaiting_payment"


def test_a_paid_application_waits_for_ever(citizen: Citizen) -> None:
    citizen.paid()
    assert days_pass(citizen, 400) == {}
    assert citizen.status == "paid"


def test_a_result_nobody_collects_is_cancelled_after_a_warning(citizen: Citizen) -> None:
    citizen.ready()
    assert days_pass(citizen, 24) == {"CollectionWarned": 1}
    assert days_pass(citizen, 7) == {"ApplicationCancelled": 1}
    timeline = citizen.view()["timeline"]
    assert (citizen.status, timeline[-1]["reason_code"]) == ("cancelled", "not_collected")
    assert citizen.cloud.machine.executions[f"{citizen.application_id}-1"].state == "Cancelled"


def test_an_officers_wait_escalates_once_and_moves_nothing(citizen: Citizen) -> None:
    citizen.submitted()
    assert days_pass(citizen, 15) == {"ApplicationEscalated": 1}
    assert days_pass(citizen, 15) == {}
    assert citizen.status == "submitted"


def test_the_end_that_was_shown_is_the_end_that_comes(citizen: Citizen) -> None:
    citizen.start()
    shown = datetime.fromisoformat(citizen.view()["due"]["at"])
    days_pass(citizen, 12)
    citizen.cloud.clock.set(shown - timedelta(minutes=1))
    citizen.cloud.invoke("due_work")
    before = citizen.status
    citizen.cloud.clock.set(shown + timedelta(minutes=1))
    citizen.cloud.invoke("due_work")
    assert (before, citizen.status) == ("draft", "lapsed")


def test_running_twice_does_no_more_than_running_once(citizen: Citizen) -> None:
    citizen.start()
    assert days_pass(citizen, 12) == {"LapseWarned": 1}
    assert days_pass(citizen, 0) == {}


def test_one_faulty_application_does_not_stop_the_others(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    from imigrasi.entrypoint import wiring
    from imigrasi.entrypoint.sweeps import SweepIncomplete
    from tests.support.people import person

    faulty = citizen.start()
    other = Citizen(citizen.cloud, person(2)).start()
    load = type(wiring.applications()).load

    def loaded(store: Any, application_id: str) -> Any:
        if application_id == faulty.application_id:
            raise KeyError("broken item")
        return load(store, application_id)

    monkeypatch.setattr(type(wiring.applications()), "load", loaded)
    citizen.cloud.clock.advance(days=12)
    with pytest.raises(SweepIncomplete, match="1 failed"):
        citizen.cloud.invoke("due_work")
    monkeypatch.undo()
    assert (faulty.events(), other.events()[-1]) == (["ApplicationStarted"], "LapseWarned")


def test_the_schedule_relays_what_the_stream_lost(citizen: Citizen) -> None:
    citizen.start().upload("ktp")
    citizen.cloud.clock.advance(minutes=2)
    done = citizen.cloud.invoke("due_work")
    citizen.cloud.roads.deliver("documents")
    citizen.cloud.scanner.run()
    citizen.cloud.roads.deliver("scans")
    assert done["relayed"] == 2
    assert citizen.view()["documents"][0]["status"] == "accepted"


def test_the_schedule_leaves_fresh_events_to_the_stream(citizen: Citizen) -> None:
    citizen.start()
    assert citizen.cloud.invoke("due_work") == {"relayed": 0}


def test_an_empty_installation_has_nothing_due(cloud: MotoCloud) -> None:
    cloud.clock.advance(days=365)
    assert cloud.invoke("due_work") == {"relayed": 0}
