"""The gateway's books survive restarts and kills, and take money once."""

import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local.gateway.books import Books, OrderClosed, OrderExists, OrderUnknown, RefundExists
from local.gateway.orders import ReturnKind, Status

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=2)


def books_with_orders(folder: Path) -> Books:
    books = Books(folder)
    for number in (1, 2, 3):
        books.open_order(f"LBG-{number}", 650_000, AT, LATER)
    books.capture("LBG-2", 650_000, AT)
    books.expire("LBG-3")
    return books


def test_a_restart_finds_every_order_and_capture_as_it_was(tmp_path: Path) -> None:
    before = books_with_orders(tmp_path)
    before.close()
    after = Books(tmp_path)
    assert after.orders() == before.orders()
    assert after.captures() == before.captures()
    assert [order.status for order in after.orders()] == [Status.PENDING, Status.SETTLEMENT, Status.EXPIRE]


@pytest.mark.parametrize("name", ["orders.jsonl", "captures.jsonl", "returns.jsonl"])
def test_a_line_torn_by_a_kill_is_dropped_and_the_next_one_is_whole(tmp_path: Path, name: str) -> None:
    before = books_with_orders(tmp_path)
    before.close()
    with (tmp_path / name).open("ab") as file:
        file.write(b'{"event":"opened","order_id":"LB')
    torn = Books(tmp_path)
    assert torn.orders() == before.orders()
    torn.open_order("LBG-4", 1_000_000, AT, LATER)
    torn.capture("LBG-4", 1_000_000, AT)
    torn.close()
    assert len(Books(tmp_path).captures()) == 2


def test_an_order_is_paid_once_however_many_try(tmp_path: Path) -> None:
    books = Books(tmp_path)
    books.open_order("LBG-1", 650_000, AT, LATER)
    closed: list[OrderClosed] = []

    def try_to_pay() -> None:
        try:
            books.capture("LBG-1", 650_000, AT)
        except OrderClosed as fault:
            closed.append(fault)

    payers = [threading.Thread(target=try_to_pay) for _ in range(16)]
    for payer in payers:
        payer.start()
    for payer in payers:
        payer.join()
    assert (len(books.captures()), len(closed)) == (1, 15)


def test_an_expired_order_takes_money_only_late(tmp_path: Path) -> None:
    books = Books(tmp_path)
    books.open_order("LBG-1", 650_000, AT, LATER)
    assert [order.order_id for order in books.expire_due(LATER)] == ["LBG-1"]
    assert books.expire_due(LATER) == []
    with pytest.raises(OrderClosed):
        books.capture("LBG-1", 650_000, LATER)
    assert books.capture("LBG-1", 650_000, LATER, late=True).status is Status.SETTLEMENT


def test_a_paid_order_never_expires(tmp_path: Path) -> None:
    books = books_with_orders(tmp_path)
    with pytest.raises(OrderClosed):
        books.expire("LBG-2")
    assert books.order("LBG-2").status is Status.SETTLEMENT


def test_what_older_simulators_wrote_is_still_read(tmp_path: Path) -> None:
    times = {"opened_at": AT.isoformat(), "expires_at": LATER.isoformat()}
    opened = {"event": "opened", "order_id": "LBG-1", "transaction_id": "t-1", "va_number": "988", "amount": 650_000}
    (tmp_path / "orders.jsonl").write_text(json.dumps(opened | times) + "\n")
    capture = {"capture_id": "c-1", "order_id": "LBG-1", "transaction_id": "t-1", "amount": 650_000}
    (tmp_path / "captures.jsonl").write_text(json.dumps(capture | {"captured_at": AT.isoformat()}) + "\n")
    [order] = Books(tmp_path).orders()
    assert (order.payment_type, order.code, order.status) == ("bank_transfer", "988", Status.SETTLEMENT)


def test_money_goes_back_in_parts_and_never_more_than_came(tmp_path: Path) -> None:
    books = books_with_orders(tmp_path)
    books.give_back("LBG-2", ReturnKind.REFUND, 200_000, AT, key="r1")
    assert books.order("LBG-2").status is Status.PARTIAL_REFUND
    with pytest.raises(RefundExists):
        books.give_back("LBG-2", ReturnKind.REFUND, 1, AT, key="r1")
    with pytest.raises(OrderClosed):
        books.give_back("LBG-2", ReturnKind.REFUND, 450_001, AT)
    with pytest.raises(OrderClosed):
        books.give_back("LBG-1", ReturnKind.REFUND, 1, AT)
    books.give_back("LBG-2", ReturnKind.CHARGEBACK, 450_000, LATER)
    books.close()
    again = Books(tmp_path)
    assert again.orders() == books.orders()
    assert (again.order("LBG-2").status, again.order("LBG-2").rest) == (Status.CHARGEBACK, 0)


def test_an_order_id_is_used_once(tmp_path: Path) -> None:
    books = books_with_orders(tmp_path)
    with pytest.raises(OrderExists):
        books.open_order("LBG-3", 650_000, AT, LATER)
    with pytest.raises(OrderUnknown):
        books.order("LBG-9")
