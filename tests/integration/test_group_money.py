"""Money of a group that goes back, and settlement files that know only its order."""

from __future__ import annotations

import pytest

from imigrasi.adapters.dynamo.enumeration import DynamoEnumeration
from imigrasi.usecases.verify_ledger import LedgerReport, verify_ledger
from tests.integration.test_groups import tasks
from tests.support.household import Household
from tests.support.installation import TABLE
from tests.support.moto_cloud import MotoCloud
from tests.support.statements import compared, export, findings, imported, midtrans, paid, treasury

FEE = 650_000


def ledger(cloud: MotoCloud) -> LedgerReport:
    report = verify_ledger(DynamoEnumeration(cloud.client("dynamodb"), TABLE))
    assert report.faults == ()
    return report


@pytest.fixture
def family(cloud: MotoCloud) -> Household:
    """Three whose fee is due."""
    return Household.cleared(cloud, 3)


# ---------------------------------------------------------------- going back


def test_a_share_goes_back_by_two_officers_and_the_others_stay(family: Household) -> None:
    family.form().issue(method="qris")
    cloud = family.cloud
    cloud.gateway.gateway.pay(family.order["order_id"])
    cloud.pump()
    left = family.members[0]
    left.call("POST", "/withdrawal")
    cloud.pump()
    left.money("budi", "refund", "withdrawn")
    left.money("ratna", "approve")
    assert ledger(cloud).refunded == FEE
    assert [line["refunded"] for line in family.lines()] == [FEE, 0, 0]
    code = family.lines()[0]["receipt"]
    assert cloud.http.call("GET", f"/v1/verifications/{code}").json["revoked"] is True
    others = [cloud.http.call("GET", f"/v1/verifications/{line['receipt']}").json for line in family.lines()[1:]]
    assert [answer["valid"] for answer in others] == [True, True]


def test_a_chargeback_of_the_whole_order_takes_back_every_share(family: Household) -> None:
    family.form().pay()
    family.members[0].gateway_misbehaves("chargeback", family.order["order_id"])
    report = ledger(family.cloud)
    assert (report.charged_back, report.applied) == (3 * FEE, 0)
    assert set(tasks(family.cloud).values()) == {"chargeback"}
    assert len(tasks(family.cloud)) == 3


# ---------------------------------------------------------------- settlement files


@pytest.fixture
def code(family: Household) -> str:
    """The billing code for all three."""
    order = family.form().issue(gateway="simponi").order
    assert len(order["billing_code"]) == 15
    assert order["shares"] == [{"application_id": member.application_id, "amount": FEE} for member in family.members]
    return str(order["billing_code"])


def test_the_treasurys_number_settles_all_and_stands_on_every_receipt(family: Household, code: str) -> None:
    imported(family.cloud, treasury(paid(code, ntpn="", amount=3 * FEE)))
    assert {line["note"] for line in family.lines()} == {"paid_at_bank"}
    imported(family.cloud, treasury(paid(code, amount=3 * FEE)), "simponi/b.csv")
    assert family.statuses() == ["paid"] * 3
    assert {line["gateway_payment_id"] for line in family.lines()} == {"A1B2C3D4E5F60718"}
    record = compared(family.cloud)
    assert (record.figures["differences"], findings(family.cloud, record)) == (0, [])
    assert ledger(family.cloud).applied == 3 * FEE


def test_a_second_payment_by_the_same_code_is_held_in_the_first_members_file(family: Household, code: str) -> None:
    imported(family.cloud, treasury(paid(code, amount=3 * FEE)))
    second = paid(code, ntpn="F" * 16, ntb="NTB000000002", amount=3 * FEE)
    imported(family.cloud, treasury(paid(code, amount=3 * FEE), second), "simponi/b.csv")
    report = ledger(family.cloud)
    assert (report.applied, report.suspended) == (3 * FEE, 3 * FEE)
    assert tasks(family.cloud) == {family.members[0].application_id: "suspense"}


def test_a_gateways_line_for_the_order_equals_the_shares_in_the_ledger(family: Household) -> None:
    family.form().pay()
    cloud = family.cloud
    line = export(family.members[0], family.order["order_id"], amount=3 * FEE)
    cloud.clock.advance(days=1)
    record = imported(cloud, midtrans(line), "midtrans/a.csv")
    assert record.faults == ()
    assert compared(cloud, gateway="midtrans").figures["differences"] == 0


def test_a_line_that_differs_is_a_task_about_a_member(family: Household) -> None:
    family.form().pay()
    cloud = family.cloud
    line = export(family.members[0], family.order["order_id"], amount=3 * FEE - 1)
    cloud.clock.advance(days=1)
    imported(cloud, midtrans(line), "midtrans/a.csv")
    assert compared(cloud, gateway="midtrans").figures["amount_differs"] == 1
    assert tasks(cloud) == {family.members[0].application_id: "difference"}
