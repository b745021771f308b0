"""Banks and the treasury: a code is paid once, its NTPN comes later, and people and programs may do both."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import urllib3

from local.gateway.server import Server
from local.gateway.treasury import CodePaid, CodeUnpaid, NoSuchBill, Treasury
from tests.unit.simulator.reader import Page, read

pytestmark = pytest.mark.enable_socket

CODE = "000261124000001"
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
http = urllib3.PoolManager(retries=False, timeout=10)


def test_a_restart_and_a_torn_line_leave_every_payment_as_it_was(tmp_path: Path) -> None:
    before = Treasury(tmp_path)
    before.pay(CODE, 650_000, AT)
    before.pay("000261124000002", 350_000, AT)
    before.receive(CODE)
    before.close()
    with (tmp_path / "bank.jsonl").open("a") as file:
        file.write('{"event":"paid"')
    after = Treasury(tmp_path)
    assert after.payments() == before.payments()
    assert [bool(payment.ntpn) for payment in after.payments()] == [True, False]


def test_a_bank_takes_a_code_once_and_gives_its_number_at_once(tmp_path: Path) -> None:
    treasury = Treasury(tmp_path)
    paid = treasury.pay(CODE, 650_000, AT)
    assert (len(paid.ntb), paid.ntpn) == (12, "")
    with pytest.raises(CodePaid):
        treasury.pay(CODE, 650_000, AT)


def test_the_treasury_gives_one_number_however_often_it_is_asked(tmp_path: Path) -> None:
    treasury = Treasury(tmp_path)
    with pytest.raises(CodeUnpaid):
        treasury.receive(CODE)
    treasury.pay(CODE, 650_000, AT)
    first = treasury.receive(CODE)
    assert treasury.receive(CODE) == first
    assert (len(first.ntpn), first.ntpn.isalnum()) == (16, True)
    assert (treasury.receive_all(), treasury.payments()) == (0, [first])


@pytest.mark.parametrize("code", ["", "1" * 14, "1" * 16, "00026112400000x", "٠" * 15])
def test_what_is_no_billing_code_is_not_taken(tmp_path: Path, code: str) -> None:
    with pytest.raises(NoSuchBill):
        Treasury(tmp_path).pay(code, 650_000, AT)


@pytest.mark.parametrize("amount", [0, -1, 10**12 + 1])
def test_what_is_no_amount_is_not_taken(tmp_path: Path, amount: int) -> None:
    with pytest.raises(NoSuchBill):
        Treasury(tmp_path).pay(CODE, amount, AT)


def test_payments_are_listed_from_a_jakarta_day_on(tmp_path: Path) -> None:
    treasury = Treasury(tmp_path)
    treasury.pay(CODE, 650_000, datetime(2026, 3, 1, 18, 0, tzinfo=UTC))  # one in the night of the second, there
    assert len(treasury.payments(date(2026, 3, 2))) == 1
    assert treasury.payments(date(2026, 3, 3)) == []


# ---------------------------------------------------------------- over HTTP


def post(server: Server, path: str, fields: dict[str, str]) -> Any:
    headers = {"Origin": server.url, "Content-Type": "application/x-www-form-urlencoded"}
    return http.request("POST", server.url + path, urlencode(fields), headers=headers, redirect=False)


def page(server: Server) -> Page:
    return read(http.request("GET", server.url + "/bank").data.decode())


def test_a_person_pays_a_code_and_lets_the_treasury_receive_it(server: Server) -> None:
    assert page(server).has("Belum ada kode billing yang dibayar.")
    answer = post(server, "/bank", {"kode": "000261 124000001", "jumlah": "650.000"})
    assert (answer.status, answer.headers["Location"]) == (303, f"/bank#kode-{CODE}")
    shown = page(server)
    assert shown.has("0002 6112 4000 001 Rp650.000", "○ menunggu kas negara")
    assert f"/bank/{CODE}/ntpn" in shown.posts
    assert post(server, f"/bank/{CODE}/ntpn", {}).status == 303
    assert page(server).has("✓ diterima kas negara, NTPN")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kode": CODE},
        {"kode": CODE, "jumlah": "650.000,50"},
        {"kode": CODE, "jumlah": "6e5"},
        {"kode": CODE, "jumlah": "-650000"},
        {"kode": CODE, "jumlah": "٦٥٠٠٠٠"},
        {"kode": "123", "jumlah": "650000"},
    ],
)
def test_what_was_typed_wrongly_is_given_back_with_a_word(server: Server, fields: dict[str, str]) -> None:
    answer = post(server, "/bank", fields)
    assert answer.status == 400
    assert read(answer.data.decode()).has("✕ Periksa kode billing (15 angka)")


def test_a_code_paid_twice_is_told_so(server: Server) -> None:
    for status in (303, 400):
        answer = post(server, "/bank", {"kode": CODE, "jumlah": "Rp 650.000"})
        assert answer.status == status
    assert read(answer.data.decode()).has("Kode billing ini sudah dibayar.")


def test_the_treasurys_file_can_be_taken_by_a_person(server: Server) -> None:
    post(server, "/bank", {"kode": CODE, "jumlah": "650000"})
    post(server, "/bank/terima", {})
    answer = http.request("GET", server.url + "/bank/kas-negara.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="kas-negara.csv"'
    heading, line = answer.data.decode().split()[0], answer.data.decode().splitlines()[1]
    assert heading == "billing_code,ntb,ntpn,amount,paid_at"
    assert line.startswith(f"{CODE},")


@pytest.mark.parametrize("path", ["/bank/x", f"/bank/{CODE}/ntpn", "/bank/a/b/c"])
def test_an_address_of_the_bank_without_a_page(server: Server, path: str) -> None:
    assert http.request("POST", server.url + path).status == 404


def test_programs_pay_receive_and_take_the_file(server: Server) -> None:
    paid = http.request("POST", f"{server.url}/simulator/bank/{CODE}", json={"amount": 650_000})
    assert (paid.status, paid.json()["amount"], paid.json()["ntpn"]) == (200, 650_000, "")
    assert http.request("POST", f"{server.url}/simulator/bank/{CODE}", json={"amount": 650_000}).status == 409
    assert http.request("POST", f"{server.url}/simulator/bank/{CODE}", json={"amount": "1"}).status == 400
    assert http.request("POST", f"{server.url}/simulator/bank/x", json={"amount": 1}).status == 400
    assert http.request("POST", f"{server.url}/simulator/bank/999999999999999/ntpn").status == 404
    assert http.request("POST", f"{server.url}/simulator/treasury").json() == {"received": 1}
    received = http.request("POST", f"{server.url}/simulator/bank/{CODE}/ntpn").json()
    assert http.request("GET", f"{server.url}/simulator/bank").json() == {"payments": [received]}
    file = http.request("GET", f"{server.url}/simulator/treasury?from=2026-03-02").json()
    assert (file["lines"], received["ntpn"] in file["content"]) == (1, True)
    assert http.request("GET", f"{server.url}/simulator/treasury?from=2026-03-03").json()["lines"] == 0
    for wrong in ("from=tomorrow", "spoil=nicely"):
        assert http.request("GET", f"{server.url}/simulator/treasury?{wrong}").status == 400


def test_a_day_of_the_gateway_can_be_taken_by_person_and_program(server: Server, gateway: Any, charge: Any) -> None:
    charge()
    gateway.pay("LBG-7K2M-9QRT-4-1")
    answer = http.request("GET", server.url + "/setelmen.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="midtrans-2026-03-02.csv"'
    asked = json.loads(http.request("GET", f"{server.url}/simulator/statement?day=2026-03-02").data)
    assert asked == {"lines": 1, "content": answer.data.decode()}
    assert http.request("GET", f"{server.url}/simulator/statement?day=2026-03-01").json()["lines"] == 0
