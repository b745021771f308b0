"""Several citizens at the portal who pay and come together, through the real API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support.citizen import Citizen, Unexpected, fresh_key
from tests.support.http_client import Reply
from tests.support.moto_cloud import MotoCloud
from tests.support.people import person


@dataclass(slots=True)
class Household:
    """A group and its members. Steps raise Unexpected; `call` asks freely."""

    members: Sequence[Citizen]
    group_id: str = ""
    key: str = ""
    order: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def cleared(cls, cloud: MotoCloud, size: int) -> Household:
        """Strangers to each other so far, each with a fee due."""
        return cls([Citizen(cloud, person(100 + place)).cleared() for place in range(size)])

    @property
    def cloud(self) -> MotoCloud:
        return self.members[0].cloud

    @property
    def body(self) -> dict[str, list[str]]:
        return {
            "application_ids": [member.application_id for member in self.members],
            "access_keys": [member.access_key for member in self.members],
        }

    def ask(self, body: Any, idempotency_key: str = "") -> Reply:
        key = idempotency_key or fresh_key()
        return self.cloud.http.call("POST", "/v1/groups", body, idempotency_key=key)

    def form(self) -> Household:
        made = _expect(self.ask(self.body), 201).json
        self.group_id, self.key = made["group_id"], made["access_key"]
        return self

    def call(self, method: str, below: str, content: Any = None, **options: Any) -> Reply:
        options.setdefault("access_key", self.key)
        return self.cloud.http.call(method, f"/v1/groups/{self.group_id}{below}", content, **options)

    def issue(self, **chosen: str) -> Household:
        wanted = {"gateway": "midtrans", **chosen}
        self.order = _expect(self.call("POST", "/payments", wanted, idempotency_key=fresh_key()), 201).json
        return self

    def pay(self) -> Household:
        self.issue()
        self.cloud.gateway.gateway.pay(self.order["order_id"])
        self.cloud.pump()
        return self

    def book(self, slot: str) -> Reply:
        answer = self.call("PUT", "/appointment", {"office": "lebong", "slot": slot})
        self.cloud.pump()
        return answer

    def statuses(self) -> list[str]:
        return [member.status for member in self.members]

    def lines(self) -> list[dict[str, Any]]:
        """What each member's file shows of the payment made last."""
        return [member.view()["payment"]["payments"][-1] for member in self.members]


def _expect(reply: Reply, status: int) -> Reply:
    if reply.status != status:
        raise Unexpected(f"{reply.status} instead of {status}: {reply.text}")
    return reply
