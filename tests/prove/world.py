"""What an installation has come to, in a form in which two runs can be compared.

Left out is what may differ between a run that was disturbed and one that was not: instants and the hashes that
cover them (chains are verified by themselves), random ids of the gateway, ciphertexts (compared decrypted), how
often a notice was repeated or an item written (`version`), attempt counters (counted before the attempt, so that a
crash costs one) and how often a gateway did not answer.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from moto.s3.models import s3_backends
from moto.sqs.models import sqs_backends

from imigrasi.adapters.dynamo import items
from imigrasi.adapters.dynamo.attributes import unmarshal
from imigrasi.adapters.dynamo.enumeration import all_money
from imigrasi.adapters.kms import KmsSealer
from imigrasi.domain.application import Application
from imigrasi.domain.audit import Entry, verify_chain
from imigrasi.usecases.verification_ports import AllMoney
from imigrasi.usecases.verify_ledger import verify_ledger
from tests.prove.row import check
from tests.support.installation import ACCOUNT, REGION, VAULT
from tests.support.moto_cloud import MotoCloud
from tests.support.scanning import QUEUE as SCANNER

World = dict[str, Any]

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+\d\d:\d\d)?")
_COVERED = (
    *("hash", "previous", "head", "expires", "pinned", "repeats", "version"),
    *("candidate_version", "candidate_sha256", "vault_version", "vault_sha256"),
)


def world(cloud: MotoCloud) -> World:
    """Everything that counts. Messages are sets: an event is delivered at least once, not exactly once."""
    names = _gateway_names(cloud)

    def plain(text: str) -> str:
        for name, stands_for in names.items():
            text = text.replace(name, stands_for)
        return _INSTANT.sub("<instant>", text)

    return {
        "table": {plain(_key(item)): plain(_values(cloud, item)) for item in stored_items(cloud) if _counts(item)},
        "vault": _vault(),
        "messages": {plain(message) for message in _messages()},
        "mails": {str(mail) for mail in cloud.mails()},
        "texts": {str(text) for text in cloud.texts()},
        "executions": {
            name: (execution.status, execution.state, sorted(map(str, _queued(cloud, name))))
            for name, execution in cloud.machine.executions.items()
        },
        "orders": {order.order_id: (order.amount, str(order.status)) for order in cloud.gateway.books.orders()},
    }


def stored_items(cloud: MotoCloud) -> list[dict[str, Any]]:
    """Typed attributes of all items; binary as bytes, which moto keeps in two forms."""
    return [
        {
            name: {"B": base64.b64decode(typed["B"])} if isinstance(typed.get("B"), str) else typed
            for name, typed in item.items()
        }
        for item in cloud.items()
    ]


def differences(expected: World, found: World) -> list[str]:
    """Where two worlds differ, in words; empty when they do not."""
    said: list[str] = []
    for part, wanted in expected.items():
        seen = found[part]
        if isinstance(wanted, dict):
            said += [
                f"{part} {key}: {seen.get(key)} instead of {wanted.get(key)}"
                for key in sorted(wanted.keys() | seen.keys())
                if wanted.get(key) != seen.get(key)
            ]
        elif wanted - seen or _effects(seen - wanted):
            said.append(f"{part}: {sorted(seen - wanted)} more, {sorted(wanted - seen)} less")
    return said


def _effects(messages: set[str]) -> set[str]:
    """Without the question whether an execution is dead: it may be asked once too often (see `races`)."""
    return {message for message in messages if not message.startswith("rescue: ")}


def consistent(cloud: MotoCloud) -> None:
    """Every history and the ledger verify, read past the product. Raises Broken."""
    stored = Stored(stored_items(cloud))
    for application_id in stored.application_ids():
        application = stored.applications[application_id]
        entries = sorted(stored.entries[application_id], key=lambda entry: entry.seq)
        link = verify_chain(application_id, entries, head=application.head, length=application.seq)
        check(link is None, "history:", link)
    ledger = verify_ledger(stored)
    check(not ledger.faults, "ledger:", ledger.faults)


class Stored:
    """Enumeration over all items of the table."""

    def __init__(self, stored: list[dict[str, Any]]) -> None:
        self.applications: dict[str, Application] = {}
        self.entries: dict[str, list[Entry]] = defaultdict(list)
        self._stored = stored
        for values in map(unmarshal, stored):
            if values["pk"].startswith("APP#") and values["sk"] == "META":
                application = items.application(values)
                self.applications[application.id] = application
            elif values["sk"].startswith("EVENT#"):
                self.entries[values["pk"].removeprefix("APP#")].append(items.entry(values))

    def application_ids(self) -> Iterator[str]:
        yield from self.applications

    def money(self) -> AllMoney:
        return all_money(self._stored)


def _counts(item: dict[str, Any]) -> bool:
    """Not how often somebody has tried, nor how many billing codes that took."""
    attempt = item["pk"]["S"].startswith(("ATTEMPT#", "GATEWAY#"))
    return not (attempt or (item["pk"]["S"].startswith("CODES#") and item["sk"]["S"] == "META"))


def _key(item: dict[str, Any]) -> str:
    return f"{item['pk']['S']} {item['sk']['S']}"


def _values(cloud: MotoCloud, item: dict[str, Any]) -> str:
    kept = {name: value for name, value in item.items() if name not in _COVERED}
    if "sealed" in kept:
        kept["sealed"] = {"S": _unsealed(cloud, item)}
    return json.dumps(kept, sort_keys=True, default=repr)


def _unsealed(cloud: MotoCloud, item: dict[str, Any]) -> str:
    return _plaintext(cloud, item["pk"]["S"].removeprefix("SEALED#"), item["sk"]["S"], item["sealed"]["B"])


@functools.lru_cache(maxsize=4_096)
def _plaintext(cloud: MotoCloud, application_id: str, section: str, ciphertext: bytes) -> str:
    return (
        KmsSealer(cloud.client("kms"), os.environ["PERSONAL_KEY_ARN"])
        .unseal(application_id, section, ciphertext)
        .decode()
    )


def _vault() -> dict[str, str]:
    keys = s3_backends[ACCOUNT]["aws"].buckets[VAULT].keys
    return {name: hashlib.sha256(key.value).hexdigest() for name, key in keys.items()}


def _messages() -> list[str]:
    """Every message in a queue, without what the bus adds to it."""
    found = []
    for name, queue in sqs_backends[ACCOUNT][REGION].queues.items():
        if name == SCANNER:  # not ours: how often something is scanned is not what this comes to
            continue
        for message in queue._messages:
            body = json.loads(message.body)
            said = {part: body[part] for part in ("detail-type", "detail") if part in body} or body
            found.append(f"{name}: {json.dumps(said, sort_keys=True)}")
    return found


def _queued(cloud: MotoCloud, name: str) -> list[str]:
    return [state for execution, state in cloud.machine._work if execution.name == name]


def _gateway_names(cloud: MotoCloud) -> dict[str, str]:
    names: dict[str, str] = {}
    for order in cloud.gateway.books.orders():
        names[order.transaction_id] = f"<transaction {order.order_id}>"
        if means := order.code or order.qr_string:
            names[means] = f"<means of {order.order_id}>"
    openings = cloud.items("CODE#")
    names |= {item["pk"]["S"].removeprefix("CODE#"): f"<code of {item['execution_id']['S']}>" for item in openings}
    codes = (item for item in cloud.items("ORDER#") if item["sk"]["S"] == "CODE")
    names |= {item["code"]["S"]: f"<code of {item['pk']['S']}>" for item in codes}
    drawn = cloud.items("RECEIPT#")
    return names | {item["pk"]["S"].removeprefix("RECEIPT#"): f"<receipt {item['order_id']['S']}>" for item in drawn}
