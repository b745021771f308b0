"""No payment lost, none counted twice: seeded schedules and concurrent duplicates, on both engines."""

from __future__ import annotations

import copy
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from imigrasi.adapters.catalogue import FileCatalogue
from imigrasi.domain.decision import Officer, Role
from imigrasi.domain.errors import Conflict
from imigrasi.domain.lifecycle import Command
from imigrasi.domain.payment import Payment
from imigrasi.usecases.confirm_payment import confirm_payment
from imigrasi.usecases.decide_application import Decision, decide_application
from imigrasi.usecases.issue_payment import issue_payment
from imigrasi.usecases.receive_notice import receive_notice
from imigrasi.usecases.reconcile_payments import reconcile_payments
from local.gateway import wire
from tests.prove.money import accounted_for
from tests.prove.row import Broken, Figures, Scale, check
from tests.prove.schedules import Schedule
from tests.prove.till import CATALOGUE, KEY, POLLS, TERMS, Engine, Till, ministack_engine, moto_engine
from tests.support.installation import SERVER_KEY

PROMISE = "no payment is lost, none is counted twice, a lost callback is found"
CONTROL = "moto without the lock on its table"

STEPS = 60
AT_ONCE = 32
#: What one of 32 may be told: somebody else was first.
REFUSED: type[Exception] = Conflict


def prove(scale: Scale) -> Figures:
    figures: Figures = {}
    with moto_engine() as engine:
        figures |= _on(engine, scale.of(40, 10_000), scale.of(6, 2_000), scale.of(20, 1_000))
    with ministack_engine() as engine:
        figures |= _on(engine, scale.of(20, 10_000), scale.of(12, 2_000), scale.of(20, 1_000))
    return figures


def _on(engine: Engine, schedules: int, crowds: int, unheard: int) -> Figures:
    seen: Counter[str] = Counter()
    for seed in range(schedules):
        seen += schedule(engine, seed)
    check(seen["captured"] and seen["fault"], "the schedules took no money or met no fault")
    for number in range(crowds):
        with engine.till() as till:
            crowd(till, number)
    found = lost_callbacks(engine, unheard)
    return {
        f"schedules on {engine.name}": schedules,
        f"captures on {engine.name}": seen["captured"] + crowds + found,
        f"faults on {engine.name}": seen["fault"],
        f"× {AT_ONCE} at once on {engine.name}": crowds,
        f"lost callbacks found on {engine.name}": found,
    }


def schedule(engine: Engine, seed: int) -> Counter[str]:
    """One seeded schedule, accounted for. Raises Broken with the seed that repeats it."""
    with engine.till() as till:
        played = Schedule(till, seed)
        try:
            for _ in range(STEPS):
                played.step()
            played.come_to_rest()
            accounted_for(till, played.ids, played.acknowledged)
            left = list(till.due.unheard_payments(till.at + timedelta(days=365)))
            check(not left, "reconciliation never comes to an end for", *(order.order_id for order in left))
        except Broken as broken:
            raise Broken(f"{broken} (schedule {seed} on {engine.name})") from broken
        return played.seen


def issued(till: Till, application_id: str, once: str) -> Payment:
    return issue_payment(
        till.store, till.gateway, TERMS, application_id, method=None, key=KEY, idempotency_key=once, at=till.at
    )


def crowd(till: Till, number: int) -> None:
    """The same notice, its confirmation, and then the same decision, by 32 at once."""
    application = till.opened(number)
    payment = issued(till, application.id, "k" * 32)
    body = wire.encode(wire.notice(till.books.capture(payment.order_id, payment.amount, till.at), SERVER_KEY))

    def notice(_: int) -> None:
        receive_notice(till.orders, till.gateway, body, {}, at=till.at)
        confirm_payment(till.store, till.orders, till.gateway, POLLS, payment.order_id, at=till.at)

    decision = Decision(application.id, Command.ATTEND, Officer("budi", Role.OFFICER), "", f"execution-{number}")

    def decide(_: int) -> None:
        decide_application(till.store, FileCatalogue(), decision, at=till.at)

    together(notice)
    till.wait(minutes=1)
    confirm_payment(till.store, till.orders, till.gateway, POLLS, payment.order_id, at=till.at)
    accounted_for(till, [application.id], [body])
    together(decide)
    told = [entry.type for entry in till.store.file(application.id).entries]
    check(told.count("PaymentSettled") == 1, f"settled {told.count('PaymentSettled')} times")
    check(told.count("ApplicantAttended") == 1, f"decided {told.count('ApplicantAttended')} times")


def together(act: Callable[[int], None]) -> None:
    """32 threads do it at once; those that lose a race are refused, as their callers would be."""

    def tried(number: int) -> None:
        try:
            act(number)
        except REFUSED:
            return

    with ThreadPoolExecutor(AT_ONCE) as crowd_:
        list(crowd_.map(tried, range(AT_ONCE)))


def lost_callbacks(engine: Engine, count: int) -> int:
    """Paid, and no callback ever comes: reconciliation finds each before its billing code would expire."""
    with engine.till() as till:
        payments = [issued(till, till.opened(number).id, f"{number:032d}") for number in range(count)]
        for payment in payments:
            till.books.capture(payment.order_id, payment.amount, till.at)
        while till.at < min(payment.expires_at for payment in payments):
            till.wait(minutes=15)
            reconcile_payments(till.due, till, CATALOGUE, at=till.at)
            while till.queue:
                confirm_payment(till.store, till.orders, till.gateway, POLLS, till.queue.pop(), at=till.at)
            if all(till.store.load(payment.application_id).paid for payment in payments):
                break
        check(till.at < min(payment.expires_at for payment in payments), "not found before the billing code expired")
        accounted_for(till, [payment.application_id for payment in payments])
    return count


def pausing(act: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """`act`, and then the others' turn: a lone processor would seldom stop a thread just there."""

    def acted(what: Any) -> Any:
        done = act(what)
        time.sleep(0.001)
        return done

    return acted


@contextmanager
def impatient() -> Iterator[None]:
    """Threads take turns as often as they can: what can go wrong between two instructions does."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def control(scale: Scale) -> None:
    """Whatever the threads meet in a torn table is passed over: the accounts alone must show it."""
    torn = patch("moto.dynamodb.models.copy", SimpleNamespace(deepcopy=pausing(copy.deepcopy)))
    with moto_engine(locked=False) as engine, impatient(), torn, patch("tests.prove.payments.REFUSED", Exception):
        for number in range(50):
            with engine.till() as till:
                crowd(till, number)
