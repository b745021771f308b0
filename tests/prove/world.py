"""What an installation has come to, in a form in which two runs can be compared.

Left out is what may differ between a run that was disturbed and one that was not: instants and the hashes that
cover them (chains are verified by themselves), random ids of the gateway, ciphertexts (compared decrypted), and
attempt counters (counted before the attempt, so that a crash costs one).
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
from typing import Any

from moto.s3.models import s3_backends
from moto.sqs.models import sqs_backends

from imigrasi.adapters.dynamo.applications import DynamoApplications
from imigrasi.adapters.dynamo.enumeration import DynamoEnumeration
from imigrasi.adapters.kms import KmsSealer
from imigrasi.usecases.verify_history import verify_history
from imigrasi.usecases.verify_ledger import verify_ledger
from tests.prove.row import check
from tests.support.installation import ACCOUNT, REGION, TABLE, VAULT
from tests.support.moto_cloud import MotoCloud

World = dict[str, Any]

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+\d\d:\d\d)?")
_COVERED = ("hash", "previous", "head", "expires", "vault_version", "pinned")


def world(cloud: MotoCloud) -> World:
    """Everything that counts. Messages are sets: an event is delivered at least once, not exactly once."""
    names = _gateway_names(cloud)

    def plain(text: str) -> str:
        for name, stands_for in names.items():
            text = text.replace(name, stands_for)
        return _INSTANT.sub("<instant>", text)

    return {
        "table": {plain(_key(item)): plain(_values(cloud, item)) for item in cloud.items() if _counts(item)},
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


def differences(expected: World, found: World) -> list[str]:
    """Where two worlds differ, in words; empty when they do not."""
    said = []
    for part, wanted in expected.items():
        seen = found[part]
        if isinstance(wanted, dict):
            for key in sorted(wanted.keys() | seen.keys()):
                if wanted.get(key) != seen.get(key):
                    said.append(f"{part} {key}: {seen.get(key)} instead of {wanted.get(key)}")
        elif wanted != seen:
            said.append(f"{part}: {sorted(seen - wanted)} more, {sorted(wanted - seen)} less")
    return said


def consistent(cloud: MotoCloud) -> None:
    """Every history and the ledger verify. Raises Broken."""
    client = _client(cloud, "dynamodb")
    everything = DynamoEnumeration(client, TABLE)
    report = verify_history(DynamoApplications(client, TABLE), everything)
    check(not report.broken, "history:", report.broken)
    ledger = verify_ledger(everything)
    check(not ledger.faults, "ledger:", ledger.faults)


@functools.cache
def _client(cloud: MotoCloud, service: str) -> Any:
    """Making a client takes longer than a hundred calls with it."""
    return cloud.client(service)


def _counts(item: dict[str, Any]) -> bool:
    return not item["pk"]["S"].startswith("ATTEMPT#")


def _key(item: dict[str, Any]) -> str:
    return f"{item['pk']['S']} {item['sk']['S']}"


def _values(cloud: MotoCloud, item: dict[str, Any]) -> str:
    kept = {name: value for name, value in item.items() if name not in _COVERED}
    if "sealed" in kept:
        kept["sealed"] = {"S": _unsealed(cloud, item)}
    return json.dumps(kept, sort_keys=True, default=repr)


def _unsealed(cloud: MotoCloud, item: dict[str, Any]) -> str:
    """The section's plaintext, read as an administrator (decrypting is not counted as a call of the product)."""
    application_id, section = item["pk"]["S"].removeprefix("SEALED#"), item["sk"]["S"]
    ciphertext = DynamoApplications(_client(cloud, "dynamodb"), TABLE).section(application_id, section)
    sealer = KmsSealer(_client(cloud, "kms"), os.environ["PERSONAL_KEY_ARN"])
    return sealer.unseal(application_id, section, ciphertext or b"").decode()


def _vault() -> dict[str, str]:
    keys = s3_backends[ACCOUNT]["aws"].buckets[VAULT].keys
    return {name: hashlib.sha256(key.value).hexdigest() for name, key in keys.items()}


def _messages() -> list[str]:
    """Every message in a queue, without what the bus adds to it."""
    found = []
    for name, queue in sqs_backends[ACCOUNT][REGION].queues.items():
        for message in queue._messages:
            body = json.loads(message.body)
            said = {part: body[part] for part in ("detail-type", "detail") if part in body} or body
            found.append(f"{name}: {json.dumps(said, sort_keys=True)}")
    return found


def _queued(cloud: MotoCloud, name: str) -> list[str]:
    return [state for execution, state in cloud.machine._work if execution.name == name]


def _gateway_names(cloud: MotoCloud) -> dict[str, str]:
    names = {}
    for order in cloud.gateway.books.orders():
        names |= {order.transaction_id: f"<transaction {order.order_id}>", order.va_number: f"<account {order.order_id}>"}
    return names
