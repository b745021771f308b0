"""A citizen and officers at work while messages overtake, repeat and get lost, and executions die."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

from imigrasi.domain.audit import Entry
from tests.prove.engine import empty_queues
from tests.prove.scenarios import last_event
from tests.prove.world import Stored, stored_items
from tests.support.citizen import Citizen, fresh_key
from tests.support.runbooks import Refused, principal

QUEUES = ("confirmation", "notification", "workflow", "workflow", "workflow", "rescue")

#: Status → (who, runbook, parameters) that may come next; the first is the usual one.
MOVES: dict[str, tuple[tuple[str, str, dict[str, str]], ...]] = {
    "submitted": (
        ("budi", "decide", {"Outcome": "clear", "Reason": "complete"}),
        ("budi", "decide", {"Outcome": "return", "Reason": "illegible"}),
        ("budi", "decide", {"Outcome": "reject", "Reason": "not_eligible"}),
    ),
    "paid": (("budi", "attend", {"Outcome": "attend"}),),
    "scheduled": (("budi", "attend", {"Outcome": "attend"}), ("budi", "attend", {"Outcome": "no-show"})),
    "adjudicating": (
        ("ratna", "decide", {"Outcome": "approve", "Reason": "verified"}),
        ("ratna", "decide", {"Outcome": "return", "Reason": "illegible"}),
        ("ratna", "decide", {"Outcome": "reject", "Reason": "not_eligible"}),
    ),
    "approved": (("ratna", "produce", {}),),
    "ready": (("budi", "handover", {"Recipient": "family"}),),
    "objected": (
        ("sari", "decide", {"Outcome": "grant", "Reason": "verified"}),
        ("sari", "decide", {"Outcome": "uphold", "Reason": "not_eligible"}),
    ),
}


class Chaos:
    """Steps by chance, the same for the same seed."""

    #: What goes wrong, and how often each is tried beside a step forward.
    TROUBLES = {  # noqa: RUF012 (never changed)
        "relay": 5,
        "deliver": 8,
        "run_machine": 6,
        "kill": 3,
        "kill_unheard": 2,
        "time_out": 3,
        "repeat_event": 2,
        "foreign_event": 1,
        "foreign_decision": 1,
        "late_decision": 1,
        "decide_at_once": 2,
    }
    FORWARD = 12

    def __init__(self, citizen: Citizen, seed: int) -> None:
        self.citizen, self.cloud = citizen, citizen.cloud
        self.chance = Random(seed)
        self.seen: Counter[str] = Counter()
        self.taken: list[str] = []
        self.heard: list[dict[str, Any]] = []

    def step(self) -> None:
        names = ["forward", *self.TROUBLES]
        (name,) = self.chance.choices(names, [self.FORWARD, *self.TROUBLES.values()])
        self.taken.append(name)
        if getattr(self, name)() is not False:
            self.seen[name] += 1

    # ------------------------------------------------------------ people

    @property
    def status(self) -> str:
        return Stored(stored_items(self.cloud)).applications[self.citizen.application_id].status.value

    def forward(self) -> None:
        """The next step, stored and not yet heard of."""
        status = self.status
        if status in ("draft", "returned"):
            self.citizen.call("POST", "/submission", {"declaration": True}, idempotency_key=fresh_key())
        elif status == "awaiting_payment":
            self._pay()
        elif status == "rejected":
            self.citizen.call("POST", "/objection", {"grounds": "Dokumen saya lengkap."})
        elif status == "paid" and self.chance.random() < 0.5:
            slot = self.chance.choice(self.citizen.free_slots())["slot"]
            self.citizen.call("PUT", "/appointment", {"office": "lebong", "slot": slot})
        elif status in MOVES:
            moves = MOVES[status]
            self._decide(*(moves[0] if self.chance.random() < 0.7 else self.chance.choice(moves)))
        self.heard.append(last_event(self.citizen))

    def _pay(self) -> None:
        reply = self.citizen.call("POST", "/payments", {"gateway": "midtrans"}, idempotency_key=fresh_key())
        order = self.cloud.gateway.books.order(reply.json["order_id"])
        if order.capture is None:
            self.cloud.gateway.gateway.pay(order.order_id)

    def _decide(self, officer: str, verb: str, parameters: dict[str, str]) -> None:
        try:
            self.cloud.runbooks.run(officer, verb, self.citizen.application_id, **parameters)
        except Refused:
            self.seen["refused"] += 1

    def foreign_decision(self) -> None:
        """An officer, a move and a state that do not go together."""
        moves = self.chance.choice(list(MOVES.values()))
        _, verb, parameters = self.chance.choice(moves)
        self._decide(self.chance.choice(("budi", "ratna", "sari", "agus")), verb, parameters)

    def late_decision(self) -> bool:
        """A runbook that already ran is called again."""
        done = list(self.cloud.runbooks.executions)
        if not done:
            return False
        self._call(self.chance.choice(done))
        return True

    def decide_at_once(self) -> bool:
        """One runbook, its function called four times at the same moment."""
        moves = MOVES.get(self.status)
        if moves is None:
            return False
        officer, verb, parameters = moves[0]
        chosen = {"ApplicationId": self.citizen.application_id, **parameters}
        execution = self.cloud.runbooks.record(principal(officer), f"imigrasi-local-{verb}", chosen)
        with ThreadPoolExecutor(4) as officers:
            list(officers.map(self._call, [execution] * 4))
        return True

    def _call(self, execution: str) -> None:
        try:
            self.cloud.runbooks.decide(execution)
        except Refused:
            self.seen["refused"] += 1

    # ------------------------------------------------------------ roads and machine

    def relay(self) -> None:
        self.cloud.roads.relay()

    def deliver(self) -> None:
        self.cloud.roads.deliver(self.chance.choice(QUEUES))

    def run_machine(self) -> None:
        self.cloud.machine.run()

    def repeat_event(self) -> bool:
        """An event of long ago once more."""
        if not self.heard:
            return False
        self.cloud.roads.send("workflow", self.chance.choice(self.heard))
        return True

    def foreign_event(self) -> None:
        """An event of a round and a stage that may never have been."""
        detail = {
            "application_id": self.citizen.application_id,
            "seq": 1,
            "round": self.chance.randrange(5),
            "stage": self.chance.choice(("review", "payment", "attendance", "adjudication", "drafting", "closed")),
        }
        self.cloud.roads.send("workflow", {"detail-type": "ApplicationCleared", "detail": detail})

    def kill(self) -> bool:
        running = self._running()
        if running:
            self.cloud.machine.kill(self.chance.choice(running), self.chance.choice(("FAILED", "ABORTED", "TIMED_OUT")))
        return bool(running)

    def kill_unheard(self) -> bool:
        """It dies and the report of it is lost, with all that waits in the rescue's queue."""
        if not self.kill():
            return False
        empty_queues("rescue")
        return True

    def time_out(self) -> bool:
        waiting = [e for e in self.cloud.machine.executions.values() if e.token in self.cloud.machine._tokens]
        if waiting:
            self.cloud.machine.time_out(self.chance.choice(waiting).name)
        return bool(waiting)

    def _running(self) -> list[str]:
        return [name for name, execution in self.cloud.machine.executions.items() if execution.status == "RUNNING"]

    # ------------------------------------------------------------ afterwards

    def each_decided_once(self) -> None:
        """No execution stands twice in the history. Raises AssertionError."""
        entries: list[Entry] = Stored(stored_items(self.cloud)).entries[self.citizen.application_id]
        decided = Counter(entry.ids["execution_id"] for entry in entries if "execution_id" in entry.ids)
        assert all(times == 1 for times in decided.values()), decided
        self.seen["rounds"] += max(entry.round for entry in entries)
