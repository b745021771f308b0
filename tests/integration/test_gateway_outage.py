"""A gateway that is down: noticed, left alone, told to the citizen, and no reason to lose an application."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from imigrasi.adapters.dynamo.gateway_health import DynamoGatewayHealth
from imigrasi.domain.deadline import DueKind
from imigrasi.domain.health import DOWN_AFTER, STREAK, WELL
from imigrasi.usecases.payment_ports import GatewayUnavailable
from local.gateway.gateway import Gateway
from tests.support.citizen import Citizen, fresh_key
from tests.support.http_client import Reply
from tests.support.moto_cloud import MotoCloud


@pytest.fixture
def payer(citizen: Citizen) -> Iterator[Citizen]:
    yield citizen.cleared()
    new_process()


def new_process() -> None:
    """As if the function were started anew: what it has learnt of the gateway is gone."""
    from imigrasi.entrypoint import wiring

    wiring.gateway.cache_clear()


def ask(payer: Citizen, key: str) -> Reply:
    return payer.call("POST", "/payments", {"gateway": "midtrans"}, idempotency_key=key)


def bring_down(payer: Citizen) -> str:
    """The key of the request that the gateway did not answer."""
    payer.cloud.gateway.gateway.fail_for(60)
    key = fresh_key()
    assert [ask(payer, key).status for _ in range(DOWN_AFTER)] == [503] * DOWN_AFTER
    return key


def fail_once(order_id: str) -> None:
    from imigrasi.entrypoint import wiring

    with pytest.raises(GatewayUnavailable):
        wiring.gateway("midtrans").fetch(order_id)


def health() -> DynamoGatewayHealth:
    from imigrasi.entrypoint import wiring

    return wiring.gateway_health()


def lapse_of(payer: Citizen) -> datetime:
    """The end of a day, so many hours after the money was asked for."""
    from imigrasi.entrypoint import wiring

    due = wiring.applications().load(payer.application_id).due
    assert due is not None
    assert due.kind is DueKind.LAPSE
    return due.at


def test_the_citizen_is_told_when_to_come_again_and_the_gateway_is_left_alone(
    payer: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = bring_down(payer)
    asked: list[Any] = []
    monkeypatch.setattr(Gateway, "charge", lambda _gateway, request: asked.append(request))
    reply = ask(payer, key)
    assert (reply.status, reply.code) == (503, "gateway_unavailable")
    assert 0 < int(reply.headers["retry-after"]) <= 60
    assert asked == []


def test_after_the_rest_the_same_request_gets_its_code(payer: Citizen) -> None:
    key = bring_down(payer)
    payer.cloud.gateway.gateway.fail_for(0)
    assert ask(payer, key).status == 503
    payer.cloud.clock.advance(seconds=61)
    reply = ask(payer, key)
    assert (reply.status, reply.json["order_id"]) == (201, f"{payer.application_id}-1")
    assert health().seen("midtrans").is_down is False


def test_another_gateway_is_still_offered(payer: Citizen) -> None:
    bring_down(payer)
    reply = payer.call("POST", "/payments", {"gateway": "simponi"}, idempotency_key=fresh_key())
    assert (reply.status, len(reply.json["billing_code"])) == (201, 15)


def test_a_new_process_hears_of_the_outage_from_the_store(payer: Citizen) -> None:
    key = bring_down(payer)
    new_process()
    ask(payer, key)
    assert int(ask(payer, key).headers["retry-after"]) > 5  # the rest, not the usual five seconds


def test_while_all_is_well_nothing_is_written_about_it(payer: Citizen) -> None:
    payer.pay()
    assert payer.cloud.items("GATEWAY#") == []


def test_an_application_is_not_lost_because_its_gateway_was_down(payer: Citizen) -> None:
    payer.cloud.clock.advance(days=12)
    payer.cloud.invoke("due_work")
    lapses_at = lapse_of(payer)
    payer.cloud.clock.set(lapses_at - timedelta(hours=12))
    bring_down(payer)
    payer.cloud.clock.set(lapses_at + timedelta(minutes=1))
    assert payer.cloud.invoke("due_work")["LapsePostponed"] == 1
    payer.cloud.pump()
    assert (payer.status, payer.events()[-1]) == ("awaiting_payment", "LapsePostponed")
    assert any("diperpanjang" in str(mail) for mail in payer.cloud.mails())
    payer.cloud.clock.advance(days=2)
    assert payer.cloud.invoke("due_work")["ApplicationLapsed"] == 1


def test_in_an_outage_a_question_waits_in_the_schedule_and_not_in_the_queue(payer: Citizen) -> None:
    order_id = payer.issue_payment()["order_id"]
    payer.cloud.gateway.gateway.capture(order_id, 650_000)
    payer.cloud.gateway.gateway.fail_for(60)
    payer.cloud.roads.send("confirmation", {"order_id": order_id})
    payer.cloud.roads.deliver("confirmation")
    assert payer.cloud.roads.waiting() == {"confirmation": 1}, "no outage yet: the queue tries again"
    for _ in range(DOWN_AFTER - 1):
        fail_once(order_id)
    payer.cloud.roads.deliver("confirmation")
    assert payer.cloud.roads.waiting() == {}
    payer.cloud.gateway.gateway.fail_for(0)
    payer.cloud.clock.advance(minutes=6)
    assert payer.cloud.invoke("payment_reconciliation")["asked"] == 1
    payer.cloud.pump()
    assert payer.status == "paid"


# ---------------------------------------------------------------- what is stored


def test_failures_far_apart_are_not_in_a_row(cloud: MotoCloud) -> None:
    at = cloud.clock.now()
    for _ in range(DOWN_AFTER * 2):
        assert health().failed("midtrans", at).failures == 1
        at += STREAK


def test_recovering_after_a_few_failures_forgets_them(cloud: MotoCloud) -> None:
    at = cloud.clock.now()
    for _ in range(DOWN_AFTER - 1):
        health().failed("midtrans", at)
    health().recovered("midtrans", at)
    assert health().failed("midtrans", at).failures == 1
    assert health().seen("midtrans").last_down_at is None


def test_the_question_after_a_rest_is_one_callers(cloud: MotoCloud) -> None:
    at = cloud.clock.now()
    for _ in range(DOWN_AFTER):
        down = health().failed("midtrans", at)
    assert down.rests_until is not None
    assert health().try_again("midtrans", at) == down  # it still rests
    assert health().try_again("midtrans", down.rests_until) is None
    other = health().try_again("midtrans", down.rests_until)
    assert other is not None
    assert (other.is_down, other.down_since) == (True, at)
    health().recovered("midtrans", down.rests_until)
    assert health().try_again("midtrans", down.rests_until) not in (None, down)
    seen = health().seen("midtrans")
    assert (seen.is_down, seen.failures, seen.last_down_at) == (False, 0, down.rests_until)
    assert health().seen("simponi") == WELL
