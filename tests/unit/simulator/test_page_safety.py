"""Nobody else's page gets at the simulator, nothing that it shows is run, and both languages say everything."""

import socket
import string
from collections.abc import Callable
from dataclasses import replace
from email.message import Message
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import urllib3

from local.gateway.books import OrderClosed
from local.gateway.deeds import DEEDS
from local.gateway.gateway import Entry, Gateway, Notice, Outcome
from local.gateway.guard import Foreign, check_caller
from local.gateway.notifier import Delivery
from local.gateway.orders import Capture, ReturnKind, Status
from local.gateway.outage import Trouble
from local.gateway.page import Place, bank_page, order_page, orders_page, unknown_page
from local.gateway.people import OUTAGES
from local.gateway.server import Server
from local.gateway.treasury import BankPayment
from local.gateway.words import LANGUAGES, Words
from tests.unit.simulator.reader import read

pytestmark = pytest.mark.enable_socket

ORDER = "LBG-7K2M-9QRT-4-1"
Charge = Callable[..., dict[str, Any]]
http = urllib3.PoolManager(retries=False, timeout=10)

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "</title><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "{0.__class__}{sought!r}{amount}",
    "javascript:alert(1)",
    "a\r\nSet-Cookie: a=1",
    "\u202e\ufeff\x00",
]
FOREIGN = [
    {"Host": "evil.example"},
    {"Host": "evil.example:4582", "Origin": "http://evil.example:4582"},
    {"Host": "127.0.0.1.evil.example"},
    {"Host": "localhost.evil.example"},
    {"Host": "127.0.0.1:4582@evil.example"},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]
KINDS: list[dict[str, Any]] = [
    {"payment_type": "cstore", "payment_code": "812345678901"},
    {"payment_type": "qris", "qr_string": "00020101"},
    {"payment_type": "gopay"},
]
ACTS = (
    [f"/pesanan/{ORDER}/{deed}" for deed in DEEDS]
    + [f"/gangguan/{change}" for change in OUTAGES]
    + ["/bank", "/bank/terima"]
)
CONTROLS = [f"/simulator/orders/{ORDER}/{act}" for act in ("pay", "expire", "misbehave/late")]
CONTROLS += ["/simulator/bank/000261124000001", "/simulator/treasury"]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_foreign_page_can_do_nothing(
    server: Server, gateway: Gateway, charge: Charge, merchant: Any, headers: dict[str, str]
) -> None:
    charge()
    gateway.fail_for(60)
    before = gateway.books.orders()
    for path in ACTS + CONTROLS + ["/simulator/outage"]:
        answer = http.request("POST", server.url + path, headers=headers)
        assert (answer.status, answer.json()["error"]) == (403, "foreign_caller")
    assert (gateway.books.orders(), merchant.received, gateway.is_out()) == (before, [], True)


@pytest.mark.parametrize(
    "path", ["/", f"/pesanan/{ORDER}", "/page.css", "/simulator/orders", "/simulator/captures", "/setelmen.csv"]
)
@pytest.mark.parametrize("headers", [headers for headers in FOREIGN if "Sec-Fetch-Site" not in headers])
def test_a_foreign_page_can_read_nothing(server: Server, charge: Charge, path: str, headers: dict[str, str]) -> None:
    charge()
    answer = http.request("GET", server.url + path, headers=headers)
    assert (answer.status, ORDER.encode() in answer.data) == (403, False)


def test_a_link_elsewhere_may_lead_here(server: Server) -> None:
    """As from the citizen's page, which is another site to the browser; the link can only be followed."""
    assert http.request("GET", server.url + "/", headers={"Sec-Fetch-Site": "cross-site"}).status == 200


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "localhost"])
def test_its_own_page_may_act_under_either_name(server: Server, gateway: Gateway, charge: Charge, host: str) -> None:
    charge()
    named = host.format(port=server.server_address[1])
    headers = {"Host": named, "Origin": f"http://{named}", "Sec-Fetch-Site": "same-origin"}
    answer = http.request("POST", f"{server.url}/pesanan/{ORDER}/pay", headers=headers, redirect=False)
    assert (answer.status, len(gateway.books.captures())) == (303, 1)


def test_two_hosts_are_none() -> None:
    headers = Message()
    headers["Host"] = "127.0.0.1"
    headers["Host"] = "evil.example"
    with pytest.raises(Foreign):
        check_caller("GET", headers)


def test_the_merchants_api_is_kept_by_its_key_alone(server: Server) -> None:
    """The cloud may know this machine by any name."""
    assert http.request("GET", f"{server.url}/v2/{ORDER}/status", headers={"Host": "gateway.test"}).status == 401
    assert http.request("GET", f"{server.url}/health", headers={"Host": "gateway.test"}).status == 200


@pytest.mark.parametrize("path", ["/", f"/pesanan/{ORDER}", "/pesanan/LBG-9", "/bank", "/page.css", "/icon.svg"])
def test_a_page_lets_nothing_run_and_nothing_else_in(server: Server, charge: Charge, path: str) -> None:
    charge()
    answer = http.request("GET", server.url + path)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if path.endswith(("css", "svg")):
        return
    page = read(answer.data.decode())
    assert not page.tags & {"script", "style", "iframe", "object", "base"}
    assert not [name for name in page.attributes if name == "style" or name.startswith("on")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_others_write_is_shown_and_never_run(server: Server, hostile: str, language: str) -> None:
    asked = urlencode({"cari": hostile, "lang": language, hostile: hostile})
    for path in (f"/?{asked}", f"/pesanan/{quote(hostile, safe='')}?{asked}"):
        answer = http.request("GET", server.url + path)
        if answer.headers["Content-Type"] == "application/json":  # the slash leads to no page
            assert (answer.status, "/" in hostile) == (404, True)
            continue
        assert "Set-Cookie" not in answer.headers
        page = read(answer.data.decode())
        assert " ".join(hostile.split()) in page.text
        assert not page.tags & {"script", "img", "svg"}
        assert not [name for name in page.attributes if name.startswith("on")]
        assert not [link for link in page.links if not link.startswith(("/", "#"))]


def test_a_forged_way_back_stays_here(server: Server) -> None:
    answer = http.request("POST", f"{server.url}//evil.example/pesanan/x/pay", redirect=False)
    assert answer.status == 404


def test_an_address_that_cannot_be_read_is_refused(server: Server) -> None:
    assert b"HTTP/1.1 400" in ask_raw(server, b"GET http://[ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")


def ask_raw(server: Server, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.server_address[1]), timeout=10) as line:
        line.sendall(request)
        return line.recv(1000)


def test_the_language_stays_and_the_other_is_one_link_away(server: Server, charge: Charge) -> None:
    charge()
    page = read(http.request("GET", f"{server.url}/pesanan/{ORDER}?lang=en").data.decode())
    assert page.language == "en"
    assert page.has("Simulator: no real money", "Valid until 2 March 2026, 10:00 WIB")
    assert f"/pesanan/{ORDER}" in page.links
    assert page.posts == [f"/pesanan/{ORDER}/{deed}?lang=en" for deed in DEEDS]
    sought = read(http.request("GET", f"{server.url}/?cari=LBG").data.decode())
    assert (sought.language, "/?cari=LBG&lang=en" in sought.links) == ("id", True)
    assert read(http.request("GET", f"{server.url}/?lang=xx").data.decode()).language == "id"


def test_both_languages_say_the_same_things() -> None:
    bahasa, english = (Words(language).texts for language in LANGUAGES)
    assert bahasa.keys() == english.keys()
    for key in bahasa:
        assert placeholders(bahasa[key]) == placeholders(english[key]), key


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


class Spoken(Words):
    """Remembers what it said."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.said: set[str] = set()

    def __call__(self, key: str, **values: object) -> str:
        self.said.add(key)
        return super().__call__(key, **values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_missing_and_none_is_idle(gateway: Gateway, charge: Charge, clock: Any, language: str) -> None:
    charge()
    order, at = gateway.books.order(ORDER), clock()
    paid = gateway.capture(ORDER, order.amount - 1)
    kinds = [replace(order, va_number="", **kind) for kind in KINDS]
    given = [gateway.give_back(ORDER, kind, 1)[1] for kind in ReturnKind]
    back = gateway.books.order(ORDER)
    said = [Notice(status, Delivery((0, 200, 401, 404, 503, 503))) for status in Status]
    diary = [Entry(at, "opened", Outcome(None, said)), Entry(at, "expired", OrderClosed(ORDER))]
    for deed in DEEDS:
        diary += [Entry(at, deed, Outcome(capture, said)) for capture in (paid.capture, None)]
    diary.append(Entry(at, "pay", Outcome(Capture("", ORDER, "", order.amount, ""), [])))
    diary += [Entry(at, "refunded", Outcome(None, [], returned)) for returned in given]
    place = Place(spoken := Spoken(language), "/", {})
    order_page(place, order, diary, busy=False)
    order_page(place, paid, diary, busy=True)
    for each in (*kinds, back):
        order_page(place, each, [], busy=False)
    for shown, count, sought in (([], 0, ""), ([], 0, "x"), ([paid], 1, "x"), ([replace(order, expired=True)], 2, "")):
        orders_page(place, shown, count, sought=sought, trouble=Trouble.HANG if count else Trouble.SLOW)
    orders_page(place, [order], 1, sought="", trouble=None)
    orders_page(place, [order], 1, sought="", trouble=Trouble.REFUSE)
    unknown_page(place, "x")
    taken = BankPayment("000261124000001", 650_000, "1" * 12, at)
    bank_page(place, [], {}, "bank.wrong")
    bank_page(place, [taken, replace(taken, ntpn="A" * 16)], {}, "bank.paid_already")
    assert set(spoken.texts) == spoken.said
