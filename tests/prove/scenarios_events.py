"""Everything that is not HTTP at work: queues, the stream, the workflow, schedules, runbooks."""

from __future__ import annotations

from imigrasi.domain.health import DOWN_AFTER
from imigrasi.entrypoint import wiring
from tests.prove.scenarios import (
    SCHEDULE,
    Event,
    Scenario,
    decision,
    last_event,
    later,
    order,
    queue,
    swept,
    without_tokens,
)
from tests.prove.stages import key_of
from tests.support.citizen import Citizen


def _unrelayed(citizen: Citizen) -> Event:
    citizen.start()
    citizen.upload("ktp")
    return {"Records": citizen.cloud.roads.stream_records()}


def _submitted(citizen: Citizen) -> Event:
    """Stored, and nobody has heard of it yet."""
    citizen.call("POST", "/submission", {"declaration": True}, idempotency_key=key_of("submit"))
    return queue("workflow", last_event(citizen))


def _moved(citizen: Citizen, officer: str, verb: str, **parameters: str) -> Event:
    citizen.cloud.runbooks.run(officer, verb, citizen.application_id, **parameters)
    return queue("workflow", last_event(citizen))


def _waits(citizen: Citizen, state: str) -> Event:
    """The machine calls the stage function, as if for the first time."""
    without_tokens(citizen.cloud)
    (execution,) = [each for each in citizen.cloud.machine.executions.values() if each.status == "RUNNING"]
    round_ = int(execution.name.rpartition("-")[2])
    return {"application_id": citizen.application_id, "stage": state, "round": round_, "token": execution.token}


def _waits_in_vain(citizen: Citizen, outcome: str, reason: str) -> Event:
    """The decision was stored before the token was."""
    citizen.cloud.runbooks.run("budi", "decide", citizen.application_id, Outcome=outcome, Reason=reason)
    return _waits(citizen, "Review")


def _token_dead(citizen: Citizen) -> Event:
    """A decision on an application whose execution has died."""
    citizen.cloud.machine.kill(f"{citizen.application_id}-1")
    return _moved(citizen, "budi", "decide", Outcome="clear", Reason="complete")


def _died(citizen: Citizen) -> Event:
    name = f"{citizen.application_id}-1"
    citizen.cloud.machine.kill(name)
    return queue("rescue", {"detail-type": "Step Functions Execution Status Change", "detail": {"name": name}})


def _died_unheard(citizen: Citizen) -> Event:
    _died(citizen)
    return SCHEDULE


def _short_paid(citizen: Citizen) -> Event:
    citizen.cloud.gateway.gateway.capture(order(citizen), 1_000)
    return _confirmation(citizen)


def _confirmation(citizen: Citizen) -> Event:
    return queue("confirmation", {"order_id": order(citizen)})


def _told(citizen: Citizen) -> Event:
    _submitted(citizen)
    return queue("notification", last_event(citizen))


def _told_by_text(citizen: Citizen) -> Event:
    """Somebody without an address of mail."""
    body = {"applicant": citizen.person.applicant(email=None), "answers": citizen.person.answers()}
    citizen.call("PUT", "", body, headers={"if-match": citizen.etag})
    return _told(citizen)


def _widget(name: str, stage: str) -> Scenario:
    """A widget of the officers' dashboard, about the one application there is."""
    return Scenario(f"{name} widget", "console", stage, lambda c: {"widget": name, "application_id": c.application_id})


def _decides(name: str, stage: str, officer: str, verb: str, **parameters: str) -> Scenario:
    return Scenario(name, "decision", stage, lambda c: decision(c, officer, verb, **parameters))


def _postponed(citizen: Citizen) -> Event:
    """The last moment to pay has come, on a day on which the gateway was down."""
    schedule = swept(citizen, days=12)
    for _ in range(DOWN_AFTER):
        wiring.gateway_health().failed("midtrans", citizen.cloud.clock.now())
    return schedule


EVENTS = (
    Scenario("relay", "event_relay", "", _unrelayed),
    Scenario("start round", "workflow_driver", "uploaded", _submitted),
    Scenario(
        "pass wait",
        "workflow_driver",
        "submitted",
        lambda c: _moved(c, "budi", "decide", Outcome="clear", Reason="complete"),
    ),
    Scenario(
        "divert wait",
        "workflow_driver",
        "submitted",
        lambda c: _moved(c, "budi", "decide", Outcome="return", Reason="illegible"),
    ),
    Scenario("token dead", "workflow_driver", "submitted", _token_dead),
    Scenario("settle", "payment_confirmation", "captured", _confirmation),
    Scenario("suspend", "payment_confirmation", "issued", _short_paid),
    Scenario("still pending", "payment_confirmation", "issued", _confirmation),
    Scenario("expired", "payment_confirmation", "issued", lambda c: _confirmation(later(c, hours=25))),
    Scenario("mail", "notification", "uploaded", _told),
    Scenario("text", "notification", "uploaded", _told_by_text),
    Scenario("wait", "stage", "submitted", lambda c: _waits(c, "Review")),
    Scenario("wait passed", "stage", "submitted", lambda c: _waits_in_vain(c, "clear", "complete")),
    Scenario("wait ended", "stage", "submitted", lambda c: _waits_in_vain(c, "return", "illegible")),
    Scenario("warn", "due_work", "draft", lambda c: (later(c, days=12), SCHEDULE)[1]),
    Scenario("lapse", "due_work", "draft", lambda c: swept(c, days=12)),
    Scenario("lapse unpaid", "due_work", "cleared", lambda c: swept(c, days=12)),
    Scenario("lapse postponed", "due_work", "issued", _postponed),
    Scenario("cancel", "due_work", "ready", lambda c: swept(c, days=24)),
    Scenario("escalate", "due_work", "submitted", lambda c: (later(c, days=14), SCHEDULE)[1]),
    Scenario("relay late", "due_work", "", lambda c: (c.start(), later(c, minutes=5), SCHEDULE)[2]),
    Scenario("reconcile", "payment_reconciliation", "issued", lambda c: (later(c, minutes=20), SCHEDULE)[1]),
    Scenario("rescue reported", "workflow_rescue", "submitted", _died),
    Scenario("rescue swept", "workflow_rescue", "submitted", _died_unheard),
    *(_widget(name, "paid") for name in ("application", "executions", "messages", "invocations", "clock")),
    _widget("queue", "submitted"),
    Scenario("all executions widget", "console", "paid", lambda _c: {"widget": "executions"}),
    _decides("clear", "submitted", "budi", "decide", Outcome="clear", Reason="complete"),
    _decides("return", "submitted", "budi", "decide", Outcome="return", Reason="illegible"),
    _decides("reject", "submitted", "budi", "decide", Outcome="reject", Reason="not_eligible"),
    _decides("attend", "scheduled", "budi", "attend", Outcome="attend"),
    _decides("no show", "scheduled", "budi", "attend", Outcome="no-show"),
    _decides("approve", "adjudicating", "ratna", "decide", Outcome="approve", Reason="verified"),
    _decides("produce", "approved", "ratna", "produce"),
    _decides("hand over", "ready", "budi", "handover", Recipient="family"),
    _decides("uphold", "objected", "sari", "decide", Outcome="uphold", Reason="not_eligible"),
    _decides("grant", "objected", "sari", "decide", Outcome="grant", Reason="verified"),
)
