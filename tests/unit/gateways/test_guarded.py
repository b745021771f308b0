"""The circuit breaker: when nobody waits for a gateway any more, who tries it again, and what that costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from imigrasi.adapters.gateways.guarded import Guarded
from imigrasi.domain.health import DOWN_AFTER, REST
from imigrasi.usecases.payment_ports import GatewayUnavailable, OrderExists, OrderUnknown, RefundRefused
from tests.support.builders import NOW
from tests.support.fakes import MemoryGateway, MemoryHealth

ORDER = "LBG-7K2M-9QRT-4-1"


@dataclass
class Function:
    """One process with a guarded gateway of its own; gateway, health and clock are everybody's."""

    gateway: MemoryGateway
    health: MemoryHealth
    now: Callable[[], datetime]
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.guarded = Guarded(self.gateway, self.health, now=self.now, tell=lambda event, _: self.told.append(event))

    def asks(self) -> int | None:
        """None where the gateway answered, else after how many seconds to come again (0: it is not said)."""
        try:
            self.guarded.fetch(ORDER)
        except OrderUnknown:
            return None
        except GatewayUnavailable as fault:
            return fault.retry_after or 0
        raise AssertionError


@dataclass
class World:
    at: datetime = NOW
    gateway: MemoryGateway = field(default_factory=MemoryGateway)
    health: MemoryHealth = field(default_factory=MemoryHealth)

    def function(self) -> Function:
        return Function(self.gateway, self.health, lambda: self.at)


@pytest.fixture
def world() -> World:
    return World()


def brought_down(world: World) -> Function:
    function = world.function()
    world.gateway.out = True
    for _ in range(DOWN_AFTER):
        function.asks()
    return function


def test_nothing_is_asked_of_the_store_while_all_is_well(world: World) -> None:
    function = world.function()
    assert [function.asks() for _ in range(100)] == [None] * 100
    assert (world.health.asked, world.health.gateways) == (0, {})


def test_after_failures_in_a_row_the_gateway_is_left_alone(world: World) -> None:
    function = world.function()
    world.gateway.out = True
    assert [function.asks() for _ in range(DOWN_AFTER)] == [0] * (DOWN_AFTER - 1) + [60]
    world.gateway.out = False  # it would answer, and is not asked
    world.at += timedelta(seconds=20)
    assert [function.asks() for _ in range(3)] == [40] * 3
    assert function.told == ["gateway.down"]


def test_failures_that_are_not_in_a_row_are_no_outage(world: World) -> None:
    function = world.function()
    for _ in range(10):
        world.gateway.out = True
        assert [function.asks() for _ in range(DOWN_AFTER - 1)] == [0] * (DOWN_AFTER - 1)
        world.gateway.out = False
        assert function.asks() is None
    assert function.told == []


def test_failures_of_different_functions_add_up(world: World) -> None:
    world.gateway.out = True
    functions = [world.function() for _ in range(DOWN_AFTER)]
    assert [function.asks() for function in functions] == [0] * (DOWN_AFTER - 1) + [60]


def test_a_function_that_has_heard_nothing_learns_of_the_outage_with_its_first_failure(world: World) -> None:
    brought_down(world)
    newcomer = world.function()
    assert newcomer.asks() == 60
    world.gateway.out = False
    assert newcomer.asks() == 60


def test_after_the_rest_one_function_tries_and_the_others_wait_for_what_it_hears(world: World) -> None:
    brought_down(world)
    functions = [world.function() for _ in range(4)]
    for function in functions:
        function.asks()
    world.at += REST
    asked: list[int | None] = []
    real = world.gateway.fetch

    def meanwhile(order_id: str) -> object:
        asked.extend(function.asks() for function in functions[1:])
        return real(order_id)

    world.gateway.fetch = meanwhile  # type: ignore[assignment,method-assign]
    world.gateway.out = False
    assert functions[0].asks() is None
    assert asked == [60] * 3
    world.gateway.fetch = real  # type: ignore[method-assign]
    assert world.health.seen("midtrans").is_down is False
    assert functions[0].told[-1] == "gateway.up"


def test_others_come_back_once_it_is_known_to_be_well(world: World) -> None:
    first, second = brought_down(world), world.function()
    second.asks()
    world.at += REST
    world.gateway.out = False
    assert first.asks() is None
    assert second.asks() is None


def test_the_end_that_one_function_found_is_soon_known_to_the_others(world: World) -> None:
    first, second = brought_down(world), world.function()
    world.at += timedelta(seconds=50)
    assert second.asks() == 60  # in vain: the rest begins anew, and `second` knows how long
    world.at += timedelta(seconds=10)
    world.gateway.out = False
    world.health.recovered("midtrans", world.at)
    assert second.asks() is None
    assert first.asks() is None


def test_a_try_in_vain_lets_it_rest_again(world: World) -> None:
    function = brought_down(world)
    world.at += REST
    assert function.asks() == 60
    world.at += timedelta(seconds=59)
    assert function.asks() == 1
    assert function.told == ["gateway.down", "gateway.down"]


def test_a_try_that_never_came_back_leaves_the_next_one_to_another(world: World) -> None:
    brought_down(world)
    other = world.function()
    other.asks()
    world.at += REST
    assert world.health.try_again("midtrans", world.at) is None  # its process dies
    assert other.asks() == 60
    world.at += REST
    world.gateway.out = False
    assert other.asks() is None


def test_an_outage_is_remembered_when_it_is_over(world: World) -> None:
    function = brought_down(world)
    world.at += REST
    world.gateway.out = False
    function.asks()
    ended = world.at
    world.at += timedelta(days=1)
    health = world.health.seen("midtrans")
    assert (health.is_down, health.last_down_at, health.was_down_since(world.at - timedelta(days=1))) == (
        False,
        ended,
        True,
    )


def test_a_refusal_is_an_answer(world: World) -> None:
    function = world.function()
    world.gateway.charge(ORDER, 650_000, method="bank_transfer", expires_at=NOW + timedelta(days=1))
    for _ in range(DOWN_AFTER):
        with pytest.raises(OrderExists):
            function.guarded.charge(ORDER, 650_000, method="bank_transfer", expires_at=NOW + timedelta(days=1))
        with pytest.raises(RefundRefused):
            function.guarded.refund(ORDER, f"{ORDER}-r1", 650_001, "withdrawn")
    assert world.health.asked == 0


def test_every_question_goes_through_the_breaker(world: World) -> None:
    function = brought_down(world)
    questions: list[Callable[[], object]] = [
        lambda: function.guarded.charge(ORDER, 1, method="bank_transfer", expires_at=NOW),
        lambda: function.guarded.fetch(ORDER),
        lambda: function.guarded.refund(ORDER, "key", 1, "withdrawn"),
    ]
    world.gateway.out = False
    for question in questions:
        with pytest.raises(GatewayUnavailable):
            question()


def test_a_fault_of_our_own_tells_nothing_of_the_gateway(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    function = brought_down(world)
    world.at += REST

    def broken(_order_id: str) -> None:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(world.gateway, "fetch", broken)
    with pytest.raises(KeyError):
        function.asks()
    assert world.health.gateways[world.gateway.name].is_down
    assert "gateway.up" not in function.told
