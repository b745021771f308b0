"""Workers are killed at random on the whole deployed installation, and the books come out as the gateway's."""

from __future__ import annotations

import contextlib
from collections import Counter

from local.home import ROOT
from tests.prove.cash_desk import CashDesk, opened
from tests.prove.row import Figures, Scale, check
from tests.prove.workers import Killer
from tests.support.patience import awaited

PROMISE = "whichever worker is killed whenever, the ledger ends as the gateway's list of captures"
CONTROL = "confirmations that acknowledge a message before their work is done, and no reconciliation"

#: What a payment passes through: its bill, its notice, the relay, the confirmation, the sweeps, and who hears of it.
ROAD = (
    "payment",
    "payment-callback",
    "event-relay",
    "payment-confirmation",
    "payment-reconciliation",
    "due-work",
    "workflow-driver",
    "notification",
)
SEED = 1
#: While a function has not died at work yet, so many more citizens come; at most so many times, the control's too.
MORE, TIMES = 10, 20
#: What an acknowledged message that is still being worked on may take.
WORK_SECONDS = 5

#: Deployed in the place of `payment_confirmation`, whose work it puts off until the message has been acknowledged.
HASTY = b"""
import threading
import honest


def handler(event, context):
    threading.Timer(0.5, honest.handler, (event, context)).start()
    return {"batchItemFailures": []}
"""


def prove(scale: Scale) -> Figures:
    with opened() as desk:
        with Killer(desk.workers(), ROAD, SEED) as killer:
            desk.serve(scale.of(25, 1_000))
            for _ in range(TIMES):
                if not spared(desk.died_at_work(ROAD)):
                    break
                desk.serve(MORE)
        redriven = desk.come_to_rest()
        captures = desk.accounted_for()
        died = desk.died_at_work(ROAD)
    check(not spared(died), "never killed at work:", *spared(died))
    return {
        "captures": captures,
        "captures booked": captures,
        "workers killed": killer.killed.total(),
        "at work": died.total(),
        "by function": ", ".join(f"{name} {died[name]}" for name in ROAD),
        "notices not acknowledged": captures - len(desk.acknowledged),
        "dead letters redriven": redriven.total(),
    }


def spared(died: Counter[str]) -> list[str]:
    """Functions that have not been killed at work yet."""
    return [name for name in ROAD if not died[name]]


def control(scale: Scale) -> None:
    """Chance has to strike between the acknowledgement and the work: it is given more than one round."""
    with opened(reconciled=False) as desk:
        hasten_confirmations(desk)
        for seed in range(TIMES):
            with Killer(desk.workers(), ["payment-confirmation"], seed):
                desk.serve(scale.of(25, 100))
            desk.come_to_rest()
            with contextlib.suppress(AssertionError):
                awaited(desk.all_paid, bool, seconds=WORK_SECONDS)
            desk.accounted_for()


def hasten_confirmations(desk: CashDesk) -> None:
    honest = (ROOT / "functions" / "payment_confirmation" / "handler.py").read_bytes()
    desk.deploy("payment-confirmation", {"honest.py": honest, "handler.py": HASTY})
