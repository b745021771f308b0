"""No payment lost, none counted twice: seeded schedules and concurrent duplicates, on both engines."""

from __future__ import annotations

import copy
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, NamedTuple
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
from tests.prove.schedules import OFFICE_HOURS, WEIGHTS, Schedule
from tests.prove.tables import Engine, ministack_engine, moto_engine
from tests.prove.till import CATALOGUE, KEY, POLLS, TERMS, Till
from tests.support.installation import SERVER_KEY

PROMISE = "no payment is lost, none is counted twice, a lost callback is found"
CONTROL = "moto without the lock on its table"

STEPS = 40
ENGINES = {"moto": moto_engine, "MiniStack": ministack_engine}
AT_ONCE = 32
#: What one of 32 may be told: somebody else was first.
REFUSED: type[Exception] = Conflict


class Part(NamedTuple):
    """What is proved on one table's engine: seeds of schedules, numbers of crowds, payments that nobody hears of."""

    engine: str
    schedules: range
    crowds: range
    unheard: int


def prove(scale: Scale) -> Figures:
    """Full size is cut in parts, as many at once as there are processors."""
    if scale is Scale.SMALL:
        return dict(_part(Part("moto", range(40), range(6), 20)) + _part(Part("MiniStack", range(20), range(12), 20)))
    figures: Counter[str] = Counter()
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn"), max_tasks_per_child=1) as workers:
        parts = [workers.submit(_part, part) for part in _full()]
        for number, done in enumerate(as_completed(parts), start=1):
            if done.exception() is not None:
                workers.shutdown(cancel_futures=True)
            figures += done.result()
            print(f"       payments: part {number} of {len(parts)}", file=sys.stderr, flush=True)
    return dict(figures)


def _full() -> Iterator[Part]:
    for first in range(0, 10_000, 500):
        crowds = range(first // 5, first // 5 + 100)
        # moto's table grows slow with what is in it; MiniStack finds a thousand in one.
        yield Part("moto", range(first, first + 500), crowds, 50)
        yield Part("MiniStack", range(first, first + 500), crowds, 0 if first else 1_000)


def _part(part: Part) -> Counter[str]:
    seen: Counter[str] = Counter()
    with ENGINES[part.engine]() as engine:
        for seed in part.schedules:
            seen += schedule(engine, seed)
        for number in part.crowds:
            with engine.till() as till:
                crowd(till, number)
        found = lost_callbacks(engine, part.unheard) if part.unheard else 0
    check(seen["captured"] and seen["fault"], "the schedules took no money or met no fault")
    figures = {
        "schedules": len(part.schedules),
        "captures": seen["captured"] + seen["paid at a bank"] + len(part.crowds) + found,
        "gone back": seen["refund at the gateway"] + seen["chargeback at the gateway"] + seen["paid by hand"],
        "faults": seen["fault"],
        f"× {AT_ONCE} at once": len(part.crowds),
        "lost callbacks found": found,
    }
    return Counter({f"{name} on {part.engine}": figure for name, figure in figures.items()})


def schedule(engine: Engine, seed: int) -> Counter[str]:
    """One seeded schedule, accounted for. Raises Broken with the seed that repeats it."""
    with engine.till() as till:
        played = Schedule(till, seed)
        try:
            played.play(WEIGHTS, STEPS)
            played.come_to_rest(settled_days=False)
            played.play(OFFICE_HOURS, STEPS // 3)
            played.come_to_rest(settled_days=True)
            accounted_for(till, played.ids, played.acknowledged)
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
