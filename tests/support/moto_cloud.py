"""The product's own handlers on moto: one table, keys, buckets, secrets, queues and the bus, in this process.

    with MotoCloud(tmp_path) as cloud:
        cloud.http.call("POST", "/v1/applications", …)
        cloud.pump()          # stream → event_relay → bus → queues → consumers, until nothing moves

What moto does not do has its place here: `machine` interprets the deployed ASL, `runbooks` is Systems
Manager's record of executions. Both stand behind the wire: the product's own clients talk to them.
The payment gateway is the local cloud's simulator, on a loopback port.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import botocore.session
from moto import mock_aws
from moto.dynamodb.models import dynamodb_backends
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends

from imigrasi.adapters import aws
from imigrasi.entrypoint import wiring
from tests.support import handlers
from tests.support.http_client import HttpClient
from tests.support.installation import (
    ACCOUNT,
    BUS,
    FIRST_CODE,
    INCOMING,
    LAST_CODE,
    MACHINE_ARN,
    ORIGIN_SECRET,
    REGION,
    RENDITIONS,
    SENDER,
    SERVER_KEY,
    SITE,
    STATEMENTS,
    TABLE,
    VAULT,
)
from tests.support.machine import Machine
from tests.support.merchant import GatewayServer
from tests.support.moto_table import forget, lock_table
from tests.support.roads import Roads
from tests.support.runbooks import Runbooks
from tests.support.scanning import Scanner
from tests.support.wall_clock import WallClock


@dataclass(frozen=True, slots=True)
class Mail:
    to: str
    subject: str
    body: str


class MotoCloud:
    """One installation. Made once (`with`), emptied between tests (`clear`). `folder`: clock and gateway's books."""

    def __init__(self, folder: Path, *, locked: bool = True) -> None:
        self.folder = folder
        self.locked = locked
        self.http = HttpClient()
        self._mock = mock_aws()
        self._before: dict[str, str | None] = {}
        self._environment: dict[str, str] = {}
        self._clients: dict[str, Any] = {}

    def __enter__(self) -> Self:
        self._unlock = lock_table() if self.locked else lambda: None
        self._mock.start()
        self._forget_clients()
        self._clients.clear()
        self._session = botocore.session.Session()
        self.clock = WallClock(self.folder / "clock")
        self.gateway = GatewayServer(self.folder / "gateway", self.http, self.clock.now)
        self._set_environment({"AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION})
        self._set_environment(self._made())
        self.roads = Roads(self)
        self.scanner = Scanner(self)
        self._set_environment(self.roads.environment)
        self.machine = Machine(self, MACHINE_ARN)
        self.runbooks = Runbooks()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.gateway.close()
        self._forget_clients()
        self.pause(keep=False)

    def pause(self, *, keep: bool = True) -> None:
        """Take moto and the environment away, so that other tests in this process meet neither."""
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._mock.stop(remove_data=not keep)
        self._unlock()

    def resume(self) -> None:
        """Bring back what `pause` took away, with everything that was stored."""
        self._unlock = lock_table() if self.locked else lambda: None
        self._mock.start(reset=False)
        self._set_environment(dict(self._environment))

    def client(self, service: str) -> Any:
        """An administrator's client, with nothing of the product in between."""
        if service not in self._clients:
            self._clients[service] = self._session.create_client(service, region_name=REGION)
        return self._clients[service]

    def invoke(self, function: str, event: dict[str, Any] | None = None) -> Any:
        """One function, called directly (schedules, tests of a single event)."""
        return handlers.handler(function)(event or {}, None)

    def pump(self, rounds: int = 60) -> None:
        """Carry events and messages to their consumers until nothing moves. Raises StillBusy."""
        self.roads.pump(rounds)

    def clear(self) -> None:
        """An empty installation; keys, names and the functions' clients stay. The clock goes back to now."""
        forget(self.table())
        self.roads.clear()
        self.scanner.clear()
        self.machine.clear()
        self.runbooks.clear()
        self.gateway.clear()
        self.clock.advance(seconds=-self.clock.ahead)
        ses_backends[ACCOUNT][REGION].sent_messages.clear()
        sns_backends[ACCOUNT][REGION].sms_messages.clear()
        self.set_secret("ORIGIN_SECRET_ARN", ORIGIN_SECRET)
        self.set_secret("MIDTRANS_SECRET_ARN", SERVER_KEY)

    # ------------------------------------------------------------ what is stored and sent

    def table(self) -> Any:
        """moto's own table, for looking behind the product's back. One at a time, or under the lock."""
        return dynamodb_backends[ACCOUNT][REGION].tables[TABLE]

    def items(self, partition: str = "") -> list[dict[str, Any]]:
        """Typed attribute maps (`{"pk": {"S": …}}`, binary as base64 text) whose pk starts with `partition`."""
        rows = [row for rows in list(self.table().items.values()) for row in list(rows.values())]
        shown = [_as_in_a_stream(row.to_json()["Attributes"]) for row in rows]
        return [item for item in shown if item["pk"]["S"].startswith(partition)]

    def mails(self) -> list[Mail]:
        sent = ses_backends[ACCOUNT][REGION].sent_messages
        return [Mail(message.destinations["ToAddresses"][0], message.subject, message.body) for message in sent]

    def texts(self) -> list[tuple[str, str]]:
        """(phone number, text)."""
        return list(sns_backends[ACCOUNT][REGION].sms_messages.values())

    def put_statement(self, key: str, content: bytes) -> None:
        """As an officer puts a settlement file into the bucket, and as the account's bus tells of it."""
        answer = self.client("s3").put_object(Bucket=STATEMENTS, Key=key, Body=content)
        detail = {"bucket": {"name": STATEMENTS}, "object": {"key": key, "version-id": answer["VersionId"]}}
        self.roads.send("statements", {"source": "aws.s3", "detail-type": "Object Created", "detail": detail})

    def report(self, key: str) -> str:
        """A report beside the settlement files."""
        body = self.client("s3").get_object(Bucket=STATEMENTS, Key=key)["Body"]
        return str(body.read().decode())

    def set_secret(self, setting: str, current: str, previous: str = "") -> None:
        """Rotate a secret; functions see it at once, as if started afresh."""
        self.client("secretsmanager").put_secret_value(
            SecretId=os.environ[setting], SecretString=json.dumps({"current": current, "previous": previous})
        )
        wiring.secret.cache_clear()
        wiring.gateway.cache_clear()

    # ------------------------------------------------------------ making it

    def _made(self) -> dict[str, str]:
        """Make the resources; the functions' environment."""
        self._make_table()
        kms, secrets = self.client("kms"), self.client("secretsmanager")

        def symmetric() -> str:
            return str(kms.create_key()["KeyMetadata"]["Arn"])

        def hmac() -> str:
            return str(kms.create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]["Arn"])

        def secret(name: str, current: str) -> str:
            text = json.dumps({"current": current, "previous": ""})
            return str(secrets.create_secret(Name=name, SecretString=text)["ARN"])

        for bucket in (INCOMING, VAULT, RENDITIONS, STATEMENTS):
            self._make_bucket(bucket)
        self.client("events").create_event_bus(Name=BUS)
        self.client("sesv2").create_email_identity(EmailIdentity=SENDER)
        return {
            "STAGE": "local",
            "TABLE_NAME": TABLE,
            "PERSONAL_KEY_ARN": symmetric(),
            "STORAGE_KEY_ARN": symmetric(),
            "ACCESS_KEY_ARN": hmac(),
            "INDEX_KEY_ARN": hmac(),
            "INCOMING_BUCKET": INCOMING,
            "VAULT_BUCKET": VAULT,
            "RENDITIONS_BUCKET": RENDITIONS,
            "STATEMENTS_BUCKET": STATEMENTS,
            "EVENT_BUS_NAME": BUS,
            "STATE_MACHINE_ARN": MACHINE_ARN,
            "ORIGIN_SECRET_ARN": secret("origin", ORIGIN_SECRET),
            "MIDTRANS_SECRET_ARN": secret("midtrans", SERVER_KEY),
            "MIDTRANS_URL": self.gateway.url,
            "SIMPONI_FIRST_CODE": FIRST_CODE,
            "SIMPONI_LAST_CODE": LAST_CODE,
            "MAIL_SENDER": SENDER,
            "RUNBOOK_FORM": "https://example.com/imigrasi-local-{runbook}?region=x",
            "SITE_URL": SITE,
            "CLOCK_FILE": str(self.folder / "clock"),
        }

    def _make_table(self) -> None:
        names = ("pk", "sk", "queue_pk", "queue_sk", "due_pk", "due_sk")
        self.client("dynamodb").create_table(
            TableName=TABLE,
            KeySchema=_keys("pk", "sk"),
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
            BillingMode="PAY_PER_REQUEST",
            GlobalSecondaryIndexes=[
                {
                    "IndexName": index,
                    "KeySchema": _keys(f"{index}_pk", f"{index}_sk"),
                    "Projection": {"ProjectionType": "KEYS_ONLY"},
                }
                for index in ("queue", "due")
            ],
        )

    def _make_bucket(self, name: str) -> None:
        s3 = self.client("s3")
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})

    def _set_environment(self, values: dict[str, str]) -> None:
        for name, value in values.items():
            self._before.setdefault(name, os.environ.get(name))
            self._environment[name] = os.environ[name] = value

    def _forget_clients(self) -> None:
        """Clients and adapters remember names and credentials of the installation they were made for."""
        aws.client.cache_clear()
        aws._session.cache_clear()
        for made in vars(wiring).values():
            if hasattr(made, "cache_clear") and made is not aws.client:
                made.cache_clear()


def _keys(partition: str, sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]


def _as_in_a_stream(attributes: dict[str, Any]) -> dict[str, Any]:
    """moto keeps binary as bytes; streams carry it as base64 text."""
    return {
        name: {"B": base64.b64encode(typed["B"]).decode()} if isinstance(typed.get("B"), bytes) else typed
        for name, typed in attributes.items()
    }
