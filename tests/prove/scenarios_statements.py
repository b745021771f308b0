"""State payments and settlement files at work."""

from __future__ import annotations

from datetime import timedelta

from imigrasi.domain.deadline import WIB
from tests.prove.scenarios import SCHEDULE, Event, Scenario, http, later, order, queue
from tests.support.citizen import Citizen
from tests.support.installation import STATEMENTS
from tests.support.moto_cloud import MotoCloud

HEADING = "billing_code,ntb,ntpn,amount,paid_at"
EXPORT = "Order ID,Transaction ID,Transaction status,Currency,Gross amount,Settlement time"


def _put(cloud: MotoCloud, key: str, *lines: str, named: bool = True) -> Event:
    """`named`: the event says which version was put, as AWS does and the local engine does not."""
    content = "".join(f"{line}\n" for line in lines).encode()
    put = cloud.client("s3").put_object(Bucket=STATEMENTS, Key=key, Body=content)
    detail = {
        "bucket": {"name": STATEMENTS},
        "object": {"key": key} | ({"version-id": put["VersionId"]} if named else {}),
    }
    return queue("statements", {"detail-type": "Object Created", "detail": detail})


def _treasury(citizen: Citizen) -> Event:
    """The bank's number, the treasury's, the same code paid twice, another sum for one number, a code of nobody."""
    (code,) = (item["code"]["S"] for item in citizen.cloud.items("ORDER#") if item["sk"]["S"] == "CODE")
    yesterday = (citizen.cloud.clock.now() - timedelta(days=1)).astimezone(WIB).strftime("%Y-%m-%d 09:00:00")
    lines = (
        f"{code},NTB000000001,,650000,{yesterday}",
        f"{code},NTB000000001,A1B2C3D4E5F60718,650000,{yesterday}",
        f"{code},NTB000000002,ZZZZ00000000ZZZZ,650000,{yesterday}",
        f"{code},NTB000000002,ZZZZ00000000ZZZZ,1,{yesterday}",
        f"999999999999999,NTB000000003,N0B0DYN0B0DYN0B0,650000,{yesterday}",
    )
    return _put(citizen.cloud, "simponi/a.csv", HEADING, *lines)


def _midtrans(citizen: Citizen) -> Event:
    """A payment that nobody has told us of, and one of an order that is not ours."""
    found = citizen.cloud.gateway.books.order(order(citizen))
    assert found.settled_at is not None
    at = found.settled_at.astimezone(WIB).strftime("%Y-%m-%d %H:%M:%S")
    lines = (
        f"{found.order_id},{found.transaction_id},settlement,IDR,650000.00,{at}",
        f"LBG-0000-0000-0-9,some-other-transaction,settlement,IDR,650000.00,{at}",
    )
    return _put(citizen.cloud, "midtrans/a.csv", EXPORT, *lines)


def _compared(citizen: Citizen) -> Event:
    """Imported, and the hour is over; the payment itself was left out."""
    later(citizen, days=1)
    found = citizen.cloud.gateway.books.order(order(citizen))
    assert found.settled_at is not None
    at = found.settled_at.astimezone(WIB).strftime("%Y-%m-%d %H:%M:%S")
    other = f"LBG-0000-0000-0-9,some-other-transaction,settlement,IDR,650000.00,{at}"
    citizen.cloud.invoke("statement_import", _put(citizen.cloud, "midtrans/a.csv", EXPORT, other))
    later(citizen, hours=2)
    return SCHEDULE


def _compared_again(citizen: Citizen) -> Event:
    """The file of the next day has what this one left out."""
    _compared(citizen)
    citizen.cloud.invoke("payment_reconciliation", SCHEDULE)
    citizen.cloud.invoke("statement_import", _midtrans(citizen))
    later(citizen, days=2)
    return SCHEDULE


def _shown(citizen: Citizen) -> Event:
    """An officer opens the report on a file."""
    _compared(citizen)
    (item,) = citizen.cloud.items("STATEMENT#")
    _, gateway, digest = item["pk"]["S"].split("#")
    return {"widget": "statement", "gateway": gateway, "digest": digest}


STATEMENT_FILES = (
    Scenario(
        "issue a billing code",
        "payment",
        "cleared",
        lambda c: http(c, "POST", "/payments", {"gateway": "simponi"}, key="issue"),
        "POST /v1/applications/{application_id}/payments",
    ),
    Scenario(
        "state payment pending",
        "payment_confirmation",
        "billed",
        lambda c: queue("confirmation", {"order_id": order(c)}),
    ),
    Scenario("treasury file", "statement_import", "billed", _treasury),
    Scenario("midtrans file", "statement_import", "captured", _midtrans),
    Scenario(
        "not a file", "statement_import", "", lambda c: _put(c.cloud, "simponi/letter.csv", "a letter", named=False)
    ),
    Scenario("compare", "payment_reconciliation", "paid", _compared),
    Scenario("statements widget", "console", "", lambda _c: {"widget": "statements"}),
    Scenario("statement widget", "console", "paid", _shown),
    Scenario("compare again", "payment_reconciliation", "paid", _compared_again),
)
