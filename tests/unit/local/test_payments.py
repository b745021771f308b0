"""The command line at gateways: each gateway paid on its own road, and what one cannot do said."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from imigrasi.domain.payment import Payment, PaymentStatus
from local import payments
from local.home import Home, LocalError

ORDER = "LBG-7K2M-9QRT-4-1"
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def stored(gateway: str, status: PaymentStatus = PaymentStatus.SETTLED) -> Payment:
    code = "000261124000001" if gateway == "simponi" else "9880000000000001"
    return Payment("LBG-7K2M-9QRT-4", 1, gateway, 650_000, status, AT, AT, "0" * 32, billing_code=code)


class Outside:
    """The simulator and the bucket as they are asked; `gateway` is that of the one order."""

    def __init__(self, gateway: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[tuple[str, Any]] = []
        self.brought: list[tuple[str, str, bytes]] = []
        monkeypatch.setattr(payments, "_order", lambda _home, _id: stored(gateway))
        monkeypatch.setattr(payments, "ask", self.ask)
        monkeypatch.setattr("local.statements.bring", self.bring)

    def ask(self, _home: Home, path: str, body: Any = None, *, method: str = "POST") -> dict[str, Any]:
        self.asked.append((path, body))
        if method == "GET":
            return {"lines": 1, "content": "a,b\r\n"}
        paid = {"billing_code": "000261124000001", "amount": (body or {}).get("amount"), "ntb": "1" * 12}
        return paid | {"paid_at": AT.isoformat(), "ntpn": "A" * 16}

    def bring(self, _home: Home, officer: str, gateway: str, file: Path) -> dict[str, Any]:
        self.brought.append((officer, gateway, file.read_bytes()))
        return {"status": "imported"}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_a_payment_at_the_gateway_is_paid_there(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = Outside("midtrans", monkeypatch)
    payments.pay(home, ORDER)
    assert (outside.asked, outside.brought) == ([(f"orders/{ORDER}/pay", None)], [])


def test_a_state_payment_goes_by_bank_treasury_and_file(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = Outside("simponi", monkeypatch)
    told = payments.pay(home, ORDER)
    assert [path for path, _ in outside.asked] == [
        "bank/000261124000001",
        "bank/000261124000001/ntpn",
        "treasury",
        "treasury?spoil=&from=2026-03-02",
    ]
    assert outside.asked[0][1] == {"amount": 650_000}
    assert outside.brought == [("sari", "simponi", b"a,b\r\n")]
    assert (told["captured"], told["delivered"], told["settled"], told["amount"]) == (True, True, True, 650_000)


@pytest.mark.parametrize(
    ("how", "amount", "file"),
    [("wrong-amount", 649_000, ""), ("duplicate", 650_000, "twice"), ("late", 650_000, ""), ("drop", 650_000, None)],
)
def test_what_can_go_wrong_with_a_state_payment(
    home: Home, monkeypatch: pytest.MonkeyPatch, how: str, amount: int, file: str | None
) -> None:
    outside = Outside("simponi", monkeypatch)
    assert payments.misbehave(home, ORDER, how)["amount"] == amount
    files = [path for path, _ in outside.asked if "spoil" in path]
    assert files == ([] if file is None else [f"treasury?spoil={file}&from=2026-03-02"])


@pytest.mark.parametrize("how", ["forged", "reordered", "refund", "partial-refund", "chargeback", "outage"])
def test_a_gateway_that_calls_nobody_cannot_do_the_rest(home: Home, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    Outside("simponi", monkeypatch)
    with pytest.raises(LocalError, match="It can: duplicate, late, wrong-amount, drop"):
        payments.misbehave(home, ORDER, how)


@pytest.mark.parametrize("how", payments.MISDEEDS)
def test_every_misdeed_is_known_to_the_simulator(home: Home, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    from local.gateway.misbehaviour import MISBEHAVIOURS

    outside = Outside("midtrans", monkeypatch)
    payments.misbehave(home, ORDER, how)
    assert outside.asked[0][0].rpartition("/")[2] in MISBEHAVIOURS


def test_the_five_of_the_contract_stay_first() -> None:
    assert list(payments.MISDEEDS)[:5] == ["duplicate", "late", "wrong-amount", "forged", "reordered"]


def test_a_file_that_is_only_to_be_written_is_not_brought(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = Outside("midtrans", monkeypatch)
    told = payments.statement(home, "2026-03-02", "broken,missing", keep=True)
    assert outside.asked == [("statement?spoil=broken%2Cmissing&day=2026-03-02", None)]
    assert (outside.brought, Path(told["file"]).read_bytes(), told["lines"]) == ([], b"a,b\r\n", 1)


def test_the_treasury_receives_what_banks_took_unless_its_file_is_to_say_otherwise(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = Outside("simponi", monkeypatch)
    payments.treasury(home, None, "unconfirmed", keep=False)
    assert [path for path, _ in outside.asked] == ["treasury?spoil=unconfirmed"]
