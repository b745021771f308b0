"""How far an application has come before something is tried on it: made once, kept, and put back for every try."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tests.prove.engine import Snapshot
from tests.support.citizen import Citizen
from tests.support.moto_cloud import MotoCloud
from tests.support.people import Person, person

Step = Callable[[Citizen], object]


def _capture(citizen: Citizen) -> None:
    """The money is taken and nobody is told."""
    order_id = f"{citizen.application_id}-1"
    citizen.cloud.gateway.gateway.capture(order_id, citizen.cloud.gateway.books.order(order_id).amount)


def _settle(citizen: Citizen) -> None:
    citizen.cloud.roads.send("confirmation", {"order_id": f"{citizen.application_id}-1"})
    citizen.cloud.pump()


def _object(citizen: Citizen) -> None:
    citizen.call("POST", "/objection", {"grounds": "Dokumen saya lengkap."})
    citizen.cloud.pump()


def _withdraw(citizen: Citizen) -> None:
    citizen.call("POST", "/withdrawal")
    citizen.cloud.pump()


def _overpay(citizen: Citizen) -> None:
    """More than the fee is taken, and held."""
    order_id = f"{citizen.application_id}-1"
    citizen.cloud.gateway.gateway.capture(order_id, citizen.cloud.gateway.books.order(order_id).amount + 1_000)
    _settle(citizen)


def _pay_by_qris(citizen: Citizen) -> None:
    """Paid by a way that the gateway can give back by, and withdrawn."""
    chosen = {"gateway": "midtrans", "method": "qris"}
    citizen.call("POST", "/payments", chosen, idempotency_key=key_of("qris"))
    _capture(citizen)
    _settle(citizen)
    _withdraw(citizen)


def _approve(citizen: Citizen) -> None:
    citizen.money("budi", "refund", "withdrawn")
    citizen.money("ratna", "approve")


def _charge_back(citizen: Citizen) -> None:
    citizen.gateway_misbehaves("chargeback", f"{citizen.application_id}-1")


def _accompany(citizen: Citizen) -> None:
    """Somebody else whose fee is due."""
    citizen.companion = Citizen(citizen.cloud, person(3)).cleared()


def members(citizen: Citizen) -> dict[str, list[str]]:
    """What is sent to put both together."""
    both = [each for each in (citizen, citizen.companion) if each is not None]
    return {
        "application_ids": [each.application_id for each in both],
        "access_keys": [each.access_key for each in both],
    }


def _group(citizen: Citizen) -> None:
    answer = citizen.cloud.http.call("POST", "/v1/groups", members(citizen), idempotency_key=key_of("group")).json
    citizen.group_id, citizen.group_key = answer["group_id"], answer["access_key"]


def _issue_together(citizen: Citizen, method: str = "bank_transfer") -> None:
    citizen.cloud.http.call(
        "POST",
        f"/v1/groups/{citizen.group_id}/payments",
        {"gateway": "midtrans", "method": method},
        access_key=citizen.group_key,
        idempotency_key=key_of("together"),
    )


def _capture_together(citizen: Citizen) -> None:
    """The money for both is taken and nobody is told."""
    order_id = f"{citizen.group_id}-1"
    citizen.cloud.gateway.gateway.capture(order_id, citizen.cloud.gateway.books.order(order_id).amount)


def _leave(citizen: Citizen) -> None:
    """The companion withdraws."""
    if citizen.companion is not None:
        _withdraw(citizen.companion)


def _book_together(citizen: Citizen) -> None:
    booking = {"office": "lebong", "slot": citizen.free_slots()[15]["slot"]}
    citizen.cloud.http.call("PUT", f"/v1/groups/{citizen.group_id}/appointment", booking, access_key=citizen.group_key)


def _pay_together_by_qris(citizen: Citizen) -> None:
    """Paid by a way that the gateway can give back by, and withdrawn."""
    _issue_together(citizen, "qris")
    _capture_together(citizen)
    _settle(citizen)
    _withdraw(citizen)


def _dispute(citizen: Citizen) -> None:
    citizen.upload("payment_receipt")


def _scan(citizen: Citizen) -> None:
    """Submitted with documents from a scanner, one of them large."""
    from tests.prove.scenarios_files import submit_scan

    submit_scan(citizen)


#: Name → (what it follows, the step that leads there).
STAGES: dict[str, tuple[str, Step]] = {
    "draft": ("", lambda c: c.start()),
    "uploaded": ("draft", lambda c: c.upload_all()),
    "submitted": ("uploaded", lambda c: c.submit()),
    "scanned": ("draft", _scan),
    "returned": ("submitted", lambda c: c.decided("budi", "return", "illegible")),
    "rejected": ("submitted", lambda c: c.decided("budi", "reject", "not_eligible")),
    "objected": ("rejected", _object),
    "withdrawn": ("submitted", _withdraw),
    "cleared": ("submitted", lambda c: c.decided("budi", "clear", "complete")),
    "issued": ("cleared", lambda c: c.issue_payment()),
    "billed": ("cleared", lambda c: c.issue_payment("simponi")),
    "captured": ("issued", _capture),
    "paid": ("captured", _settle),
    "overpaid": ("issued", _overpay),
    "charged back": ("paid", _charge_back),
    "to give back": ("cleared", _pay_by_qris),
    "proposed": ("to give back", lambda c: c.money("budi", "refund", "withdrawn")),
    "paid and withdrawn": ("paid", _withdraw),
    "refused by the gateway": ("paid and withdrawn", _approve),
    "disputed": ("issued", _dispute),
    "disputed and captured": ("disputed", _capture),
    "accompanied": ("cleared", _accompany),
    "grouped": ("accompanied", _group),
    "group issued": ("grouped", _issue_together),
    "group captured": ("group issued", _capture_together),
    "group captured, one left": ("group captured", _leave),
    "group paid": ("group captured", _settle),
    "group scheduled": ("group paid", _book_together),
    "group to give back": ("grouped", _pay_together_by_qris),
    "group proposed": ("group to give back", lambda c: c.money("budi", "refund", "withdrawn")),
    "scheduled": ("paid", lambda c: c.book()),
    "adjudicating": ("paid", lambda c: c.officer("budi", "attend", Outcome="attend")),
    "approved": ("adjudicating", lambda c: c.decided("ratna", "approve", "verified")),
    "ready": ("approved", lambda c: c.officer("ratna", "produce")),
    "collected": ("ready", lambda c: c.officer("budi", "handover", Recipient="applicant")),
}


@dataclass
class Stages:
    """Brings the installation to a stage, from scratch the first time and from what was kept afterwards."""

    cloud: MotoCloud
    who: Person = field(default_factory=lambda: person(1))
    _kept: dict[str, tuple[Snapshot, Citizen]] = field(default_factory=dict)

    def at(self, name: str) -> Citizen:
        """The citizen whose application is there; nobody's is when `name` is empty."""
        if name not in self._kept:
            self._make(name)
        snapshot, citizen = self._kept[name]
        snapshot.restore(self.cloud)
        return replace(citizen)

    def _make(self, name: str) -> None:
        if not name:
            self.cloud.clear()
            citizen = Citizen(self.cloud, self.who)
        else:
            before, step = STAGES[name]
            citizen = self.at(before)
            step(citizen)
            self.cloud.pump()
        self._kept[name] = Snapshot.of(self.cloud), citizen


def stranger(cloud: MotoCloud) -> Citizen:
    """Somebody else with an application of their own."""
    return Citizen(cloud, person(2)).start()


def key_of(name: str) -> str:
    """An Idempotency-Key that is the same in every run: a UUID of version 4 told by `name`."""
    return str(uuid.UUID(bytes=uuid.uuid5(uuid.NAMESPACE_URL, name).bytes, version=4))
