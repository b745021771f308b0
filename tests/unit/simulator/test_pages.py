"""The simulator's pages: a person finds an order, pays it, lets it expire or makes trouble, and reads what happened."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
import urllib3

from local.gateway import wire
from local.gateway.deeds import DEEDS
from local.gateway.gateway import Gateway
from local.gateway.notifier import Delivery, Notifier
from local.gateway.orders import Status
from local.gateway.people import LONGEST_LIST
from local.gateway.server import Server
from local.gateway.words import words
from tests.support.patience import awaited
from tests.unit.simulator.conftest import KEY
from tests.unit.simulator.reader import Page, read

pytestmark = pytest.mark.enable_socket

ORDER = "LBG-7K2M-9QRT-4-1"
Charge = Callable[..., dict[str, Any]]
http = urllib3.PoolManager(retries=False, timeout=10)


def get(server: Server, path: str) -> Page:
    answer = http.request("GET", server.url + path, redirect=False)
    assert answer.status == 200, answer.headers
    return read(answer.data.decode())


def press(server: Server, path: str) -> str:
    """The address that the browser is sent to."""
    answer = http.request("POST", server.url + path, headers={"Origin": server.url}, redirect=False)
    assert answer.status == 303
    return answer.headers["Location"]


def press_on_order(server: Server, deed: str) -> Page:
    assert press(server, f"/pesanan/{ORDER}/{deed}") == f"/pesanan/{ORDER}#hasil"
    return get(server, f"/pesanan/{ORDER}")


def test_the_list_tells_each_orders_state_amount_and_expiry(server: Server, gateway: Gateway, charge: Charge) -> None:
    charge()
    charge("LBG-PAID-1")
    gateway.pay("LBG-PAID-1")
    page = get(server, "/")
    assert page.has("Simulator: tidak ada uang sungguhan")
    assert page.has("✓ dibayar Rp650.000", "○ menunggu pembayaran Rp650.000")
    assert page.has("Berlaku sampai 2 Maret 2026, 10.00 WIB")
    assert page.text.count("Berlaku sampai") == 1, "what is paid has no time left to tell"
    assert [link for link in page.links if "/pesanan/" in link] == ["/pesanan/LBG-PAID-1", f"/pesanan/{ORDER}"]


def test_an_empty_list_says_where_orders_come_from(server: Server) -> None:
    assert get(server, "/").has("Belum ada pesanan.")


def test_an_expired_order_is_listed_as_such_as_soon_as_its_time_is_over(
    server: Server, charge: Charge, clock: Any
) -> None:
    charge()
    clock.move(hours=2)
    assert get(server, "/").has("▲ kedaluwarsa")


def test_a_long_list_shows_the_newest(server: Server, charge: Charge) -> None:
    for number in range(LONGEST_LIST + 1):
        charge(f"LBG-{number}")
    page = get(server, "/")
    assert page.has("50 pesanan terbaru dari 51.")
    assert "/pesanan/LBG-0" not in page.links


@pytest.mark.parametrize("sought", [ORDER, f" {ORDER.lower()} "])
def test_a_whole_order_number_leads_to_its_order(server: Server, charge: Charge, sought: str) -> None:
    charge()
    charge(ORDER + "0")
    answer = http.request("GET", f"{server.url}/", fields={"cari": sought, "lang": "en"}, redirect=False)
    assert (answer.status, answer.headers["Location"]) == (303, f"/pesanan/{ORDER}?lang=en")


def test_a_payment_code_leads_to_its_order_with_spaces_too(server: Server, charge: Charge) -> None:
    code = charge()["va_numbers"][0]["va_number"]
    shown = f"{code[:4]} {code[4:8]} {code[8:12]} {code[12:]}"
    assert get(server, f"/pesanan/{ORDER}").has(f"Kode pembayaran (BNI) {shown}")
    answer = http.request("GET", f"{server.url}/", fields={"cari": shown}, redirect=False)
    assert answer.headers["Location"] == f"/pesanan/{ORDER}"


def test_a_part_of_a_number_lists_what_matches(server: Server, charge: Charge) -> None:
    charge()
    charge("LBG-OTHER-1")
    page = get(server, "/?cari=9qrt")
    assert page.has("1 pesanan cocok dengan “9qrt”.")
    assert [link for link in page.links if "/pesanan/" in link] == [f"/pesanan/{ORDER}"]
    assert get(server, "/?cari=nothing").has("Tidak ada pesanan yang cocok dengan “nothing”.")


def test_an_order_shows_its_facts_and_says_what_each_button_will_do(server: Server, charge: Charge) -> None:
    charge()
    page = get(server, f"/pesanan/{ORDER}")
    assert page.has("Tagihan Rp650.000", "Dibuka 2 Maret 2026, 08.00 WIB", "Berlaku sampai 2 Maret 2026, 10.00 WIB")
    assert page.has("Yang masuk Rp649.000, bukan Rp650.000")
    assert page.posts == [f"/pesanan/{ORDER}/{deed}" for deed in DEEDS]
    assert len(page.described) == len(DEEDS)
    assert get(server, f"/pesanan/{ORDER}?lang=en").has("Amount due Rp650,000", "Rp649,000 comes in, not Rp650,000")


BACK = ["refund", "partial-refund", "chargeback"]


@pytest.mark.parametrize(
    ("deed", "left"),
    [
        ("pay", [*BACK, "forged"]),
        ("partial-refund", [*BACK, "forged"]),
        ("refund", ["forged"]),
        ("chargeback", ["forged"]),
        ("expire", ["late", "forged"]),
    ],
)
def test_only_what_can_still_be_done_is_offered(server: Server, charge: Charge, deed: str, left: list[str]) -> None:
    charge()
    assert press_on_order(server, deed).posts == [f"/pesanan/{ORDER}/{name}" for name in left]


@pytest.mark.parametrize(
    ("deed", "captured", "said"),
    [
        ("pay", 650_000, ["settlement"]),
        ("expire", None, ["expire"]),
        ("duplicate", 650_000, ["settlement"] * 5),
        ("late", 650_000, ["expire", "settlement"]),
        ("wrong-amount", 649_000, ["settlement"]),
        ("forged", None, ["settlement", "settlement"]),
        ("reordered", 650_000, ["settlement", "pending"]),
        ("dropped", 650_000, []),
        ("outage", 650_000, ["settlement"]),
        ("refund", 650_000, ["settlement", "refund"]),
        ("partial-refund", 650_000, ["settlement", "partial_refund"]),
        ("chargeback", 650_000, ["settlement", "chargeback"]),
    ],
)
def test_a_button_acts_and_its_page_tells_what_happened(
    server: Server, gateway: Gateway, charge: Charge, merchant: Any, deed: str, captured: int | None, said: list[str]
) -> None:
    charge()
    result = press_on_order(server, deed).result
    capture = gateway.books.order(ORDER).capture
    assert (capture.amount if capture else None, merchant.said()) == (captured, said)
    assert (f"Uang masuk: {words('id').rupiah(captured)}" if captured else "Tidak ada uang yang masuk.") in result
    assert result.count("200 diterima") == len(said)
    assert ("Tidak ada pemberitahuan yang dikirim." in result) is (said == [])


def test_the_answers_are_told_and_a_refused_forgery_is_right(server: Server, charge: Charge, merchant: Any) -> None:
    charge()
    merchant.answers = [401]
    assert press_on_order(server, "forged").result.count("✓ 401 ditolak") == 2
    merchant.answers = [404]
    assert "✕ 404 pesanan tidak dikenal, 3 kali" in press_on_order(server, "pay").result


def test_what_cannot_be_done_any_more_is_said_and_does_nothing(
    server: Server, gateway: Gateway, charge: Charge
) -> None:
    charge()
    press_on_order(server, "pay")
    page = press_on_order(server, "pay")
    assert "✕ Tidak dilakukan" in page.result
    assert page.has("Riwayat pesanan ini (1)", "Uang masuk: Rp650.000.")
    assert len(gateway.books.captures()) == 1


class HeldNotifier(Notifier):
    """The merchant's answer comes when `answer` is set."""

    def __init__(self) -> None:
        super().__init__("", speed=1)
        self.answer = threading.Event()
        self.sent: list[bytes] = []

    def deliver(self, body: bytes) -> Delivery:
        self.sent.append(body)
        assert self.answer.wait(10)
        return Delivery((200,))


def test_while_the_merchant_is_waited_for_the_page_says_so_and_one_deed_runs(
    server: Server, gateway: Gateway, charge: Charge
) -> None:
    charge()
    gateway.notifier, server.people.patience_s = (held := HeldNotifier()), 0
    for _ in range(2):
        page = press_on_order(server, "pay")
        assert page.result.startswith("◔ Masih berjalan")
        assert page.posts == []
    begun = gateway._under_way[ORDER]
    held.answer.set()
    begun.result(10)
    page = get(server, f"/pesanan/{ORDER}")
    assert page.result.startswith("Hasil: Bayar")
    assert (len(held.sent), len(gateway.books.captures())) == (1, 1)


def test_what_tools_did_and_what_came_by_itself_is_told_too(
    server: Server, gateway: Gateway, charge: Charge, clock: Any
) -> None:
    gateway._pending_notices = True
    charge()
    awaited(lambda: gateway.diary(ORDER), bool)
    clock.move(hours=2)
    gateway.expire_due()
    gateway._senders.shutdown()
    page = get(server, f"/pesanan/{ORDER}")
    assert page.result.startswith("Hasil: Waktunya habis")
    assert page.has("Pesanan dibuka 2 Maret 2026, 08.00 WIB")
    http.request("POST", f"{server.url}/simulator/orders/{ORDER}/misbehave/late")
    assert get(server, f"/pesanan/{ORDER}").result.startswith("Hasil: Bayar terlambat")


@pytest.mark.parametrize(
    ("path", "out", "said"),
    [
        ("mulai", True, "Gateway sedang tidak melayani"),
        ("diam", True, "Gateway sedang tidak menjawab"),
        ("lambat", False, "Gateway sedang lambat"),
    ],
)
def test_an_outage_is_made_and_ended(server: Server, gateway: Gateway, path: str, out: bool, said: str) -> None:
    assert press(server, f"/gangguan/{path}") == "/#gangguan"
    assert gateway.is_out() is out
    assert get(server, "/").has(said)
    assert press(server, "/gangguan/selesai?lang=en") == "/?lang=en#gangguan"
    assert not gateway.is_out()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_order_is_a_page_that_helps(server: Server, method: str) -> None:
    path = "/pesanan/LBG-9" + ("/pay" if method == "POST" else "")
    answer = http.request(method, server.url + path)
    assert answer.status == 404
    assert read(answer.data.decode()).has("Pesanan tidak ditemukan", "tidak mengenal pesanan LBG-9")


@pytest.mark.parametrize("path", [f"/pesanan/{ORDER}/pay", f"/pesanan/{ORDER}/steal", "/pesanan/a/b/c", "/gangguan/x"])
def test_an_address_without_a_page_changes_nothing(server: Server, gateway: Gateway, charge: Charge, path: str) -> None:
    charge()
    assert http.request("GET", server.url + path).status == 404
    if not path.endswith("/pay"):
        assert http.request("POST", server.url + path).status == 404
    assert gateway.books.captures() == []


def test_expire_now_says_what_the_end_of_time_says(
    server: Server, gateway: Gateway, charge: Charge, merchant: Any, clock: Any
) -> None:
    charge()
    charge("LBG-2")
    answer = http.request("POST", f"{server.url}/simulator/orders/{ORDER}/expire")
    notice = {"transaction_status": "expire", "answers": [200], "delivered": True}
    outcome: dict[str, Any] = {"order_id": ORDER, "captured": False, "amount": 0, "returned": 0, "delivered": True}
    outcome["notices"] = [notice]
    assert (answer.status, json.loads(answer.data)) == (200, outcome)
    clock.move(hours=2)
    gateway.expire_due()
    now, natural = merchant.await_notices(2)
    assert now == wire.notice(gateway.books.order(ORDER), KEY)
    assert natural == wire.notice(gateway.books.order("LBG-2"), KEY)
    assert gateway.status(ORDER)[1]["transaction_status"] == "expire"


@pytest.mark.parametrize("before", ["pay", "expire"])
def test_a_closed_order_cannot_be_made_to_expire(
    server: Server, gateway: Gateway, charge: Charge, merchant: Any, before: str
) -> None:
    charge()
    DEEDS[before](gateway, gateway.books.order(ORDER))
    status = gateway.books.order(ORDER).status
    answer = http.request("POST", f"{server.url}/simulator/orders/{ORDER}/expire")
    assert (answer.status, json.loads(answer.data)["error"]) == (409, "order_closed")
    assert (gateway.books.order(ORDER).status, len(merchant.received)) == (status, 1)
    assert status is not Status.PENDING
