"""The simulated AWS that proofs run on, and its whole state as one thing that can be kept and put back."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moto.s3.models import s3_backends
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends
from moto.stepfunctions.responses import StepFunctionResponse

from imigrasi.entrypoint import wiring
from infra.components.workflow import definition
from infra.stage import LOCAL
from tests.support import wire
from tests.support.installation import ACCOUNT, REGION
from tests.support.moto_cloud import MotoCloud
from tests.support.moto_table import forget
from tests.support.roads import deployed_types

#: What the officers' views are told at deployment.
WATCHED = deployed_types("officers.py", "WATCHED")
CONSOLE = {
    "RUNBOOK_FORM": "https://console.example.com/imigrasi-local-{runbook}",
    "WATCHED_FUNCTIONS": ",".join(WATCHED),
}


@contextlib.contextmanager
def moto_cloud(*, locked: bool = True) -> Iterator[MotoCloud]:
    """The whole product in this process, in a folder that is gone afterwards."""
    os.environ.update(CONSOLE)
    with tempfile.TemporaryDirectory(prefix="prove-") as folder, MotoCloud(Path(folder), locked=locked) as cloud:
        # What the gateway says while it answers would stand among the calls of the function that asked.
        cloud.gateway.unsaid = frozenset({"refund", "partial_refund"})
        cloud.gateway.clear()
        for function in WATCHED:
            cloud.client("logs").create_log_group(
                logGroupName=f"/aws/lambda/imigrasi-local-{function.replace('_', '-')}"
            )
        wire.answer(
            StepFunctionResponse,
            {
                "describe_state_machine": lambda _: {"definition": json.dumps(definition(LOCAL)), "status": "ACTIVE"},
                "get_execution_history": lambda _: {"events": []},
            },
        )
        yield cloud


def empty_queues(*names: str) -> None:
    """Those queues, or all. SQS itself would take one purge a minute."""
    for name, found in sqs_backends[ACCOUNT][REGION].queues.items():
        if not names or name in names:
            found._messages = []
            found._pending_messages = set()


def _objects() -> dict[str, dict[str, list[tuple[Any, bytes]]]]:
    """Bucket → key → its versions, and what each holds: moto empties what is deleted."""
    buckets = s3_backends[ACCOUNT]["aws"].buckets
    return {
        name: {key: [(version, version.value) for version in versions] for key, versions in bucket.keys._iterlists()}
        for name, bucket in buckets.items()
    }


def _put_back(objects: dict[str, dict[str, list[tuple[Any, bytes]]]]) -> None:
    """What has come since goes: a sweep would list it, and every later trial would be longer than the one before."""
    for name, kept in objects.items():
        keys = s3_backends[ACCOUNT]["aws"].buckets[name].keys
        for key in set(keys) - set(kept):
            dict.pop(keys, key)
        for key, versions in kept.items():
            if keys.getlist(key) == [version for version, _ in versions]:
                continue
            for version, content in versions:
                if version.disposed:
                    version._value_buffer, version.disposed = io.BytesIO(), False
                    version.value = content
            dict.__setitem__(keys, key, [version for version, _ in versions])


@dataclass(frozen=True)
class Snapshot:
    """Everything an installation holds. Queues must be empty."""

    items: Any
    executions: Any
    runbooks: Any
    orders: Any
    captures: Any
    ahead: int
    objects: Any

    @classmethod
    def of(cls, cloud: MotoCloud) -> Snapshot:
        machine = cloud.machine
        return cls(
            copy.deepcopy(cloud.table().items),
            copy.deepcopy((machine.executions, machine._tokens, machine._work)),
            copy.deepcopy(cloud.runbooks.executions),
            dict(cloud.gateway.books._orders),
            list(cloud.gateway.books._captures),
            cloud.clock.ahead,
            _objects(),
        )

    def restore(self, cloud: MotoCloud) -> None:
        forget(cloud.table())
        cloud.table().items = copy.deepcopy(self.items)
        machine = cloud.machine
        machine.executions, machine._tokens, machine._work = copy.deepcopy(self.executions)
        cloud.runbooks.executions = copy.deepcopy(self.runbooks)
        cloud.gateway.books._orders = dict(self.orders)
        cloud.gateway.books._captures = list(self.captures)
        _put_back(self.objects)
        cloud.gateway.gateway._answers.clear()
        wiring.gateway.cache_clear()
        empty_queues()
        ses_backends[ACCOUNT][REGION].sent_messages.clear()
        sns_backends[ACCOUNT][REGION].sms_messages.clear()
        cloud.clock.advance(seconds=self.ahead - cloud.clock.ahead)
