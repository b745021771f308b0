"""Settlement files for the installation on moto: made line by line, brought, compared, and what came of them."""

from __future__ import annotations

import csv

from imigrasi.adapters.dynamo.statements import DynamoStatements
from imigrasi.domain.deadline import WIB
from imigrasi.domain.statement import StatementRecord
from tests.support.citizen import Citizen
from tests.support.installation import TABLE
from tests.support.moto_cloud import MotoCloud

FEE = 650_000
HEADING = "billing_code,ntb,ntpn,amount,paid_at"
EXPORT = "Order ID,Transaction ID,Transaction status,Currency,Gross amount,Settlement time"
NTPN, NTB = "A1B2C3D4E5F60718", "NTB000000001"


def paid(code: str, *, ntpn: str = NTPN, ntb: str = NTB, amount: object = FEE, at: str = "2026-11-23 09:30:00") -> str:
    return f"{code},{ntb},{ntpn},{amount},{at}"


def treasury(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in (HEADING, *lines)).encode()


def imported(cloud: MotoCloud, content: bytes, key: str = "simponi/a.csv") -> StatementRecord:
    cloud.put_statement(key, content)
    cloud.pump()
    return records(cloud, key.partition("/")[0])[0]


def records(cloud: MotoCloud, gateway: str = "simponi") -> list[StatementRecord]:
    return DynamoStatements(cloud.client("dynamodb"), TABLE).recent(gateway, 10)


def compared(cloud: MotoCloud, hours: float = 2, gateway: str = "simponi") -> StatementRecord:
    cloud.clock.advance(hours=hours)
    cloud.invoke("payment_reconciliation")
    cloud.pump()
    return records(cloud, gateway)[0]


def findings(cloud: MotoCloud, record: StatementRecord) -> list[dict[str, str]]:
    assert record.report is not None
    return list(csv.DictReader(cloud.report(record.report).splitlines()))


def tasks(cloud: MotoCloud, kind: str) -> list[str]:
    """Ids of those that are open."""
    found = [item for item in cloud.items("TASK#") if item["kind"]["S"] == kind and "queue_pk" in item]
    return sorted(item["pk"]["S"].removeprefix("TASK#") for item in found)


def export(citizen: Citizen, order_id: str, *, amount: object = "650000.00", status: str = "settlement") -> str:
    order = citizen.cloud.gateway.books.order(order_id)
    assert order.settled_at is not None
    at = order.settled_at.astimezone(WIB).strftime("%Y-%m-%d %H:%M:%S")
    return f"{order_id},{order.transaction_id},{status},IDR,{amount},{at}"


def midtrans(*lines: str) -> bytes:
    return "\n".join((EXPORT, *lines, "")).encode()
