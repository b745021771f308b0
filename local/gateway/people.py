"""The addresses for people: pages to read, buttons to press, and no script.

A button posts and is answered with the way back to its page (303), so that reloading repeats nothing.
"""

from concurrent.futures import wait
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs

from local.gateway.bank import bank_reply
from local.gateway.books import OrderClosed, OrderUnknown
from local.gateway.deeds import DEEDS, begin
from local.gateway.files import gateway_sheet
from local.gateway.gateway import Gateway
from local.gateway.orders import Order
from local.gateway.outage import Trouble
from local.gateway.page import Place, address, order_page, orders_page, unknown_page
from local.gateway.reply import NoSuchPage, Reply, file_reply, page_reply, see
from local.gateway.wire import WIB
from local.gateway.words import words

STATIC = {
    "/page.css": ("text/css; charset=utf-8", Path(__file__).parent / "static" / "page.css"),
    "/icon.svg": ("image/svg+xml", Path(__file__).parent / "static" / "icon.svg"),
}
LONGEST_LIST = 50
OUTAGES = {
    "mulai": (60.0, Trouble.REFUSE),
    "diam": (60.0, Trouble.HANG),
    "lambat": (60.0, Trouble.SLOW),
    "selesai": (0.0, Trouble.REFUSE),
}


class People:
    """Answers browsers. `patience_s` is how long one waits for what a button does before its page is shown."""

    def __init__(self, patience_s: float = 4.0) -> None:
        self.patience_s = patience_s

    def answer(self, gateway: Gateway, method: str, path: str, target: SplitResult, sent: Any) -> Reply:
        """`path` is decoded, `sent` the form's fields. Raises NoSuchPage."""
        asked = {name: values[0] for name, values in parse_qs(target.query).items()}
        say = words(asked.pop("lang", ""))
        match method, path.split("/")[1:]:
            case "GET", [""]:
                return _orders(gateway, Place(say, path, {k: v for k, v in asked.items() if k == "cari"}))
            case "GET", ["pesanan", order_id]:
                return _order(gateway, Place(say, path, {}), order_id)
            case "POST", ["pesanan", order_id, name] if name in DEEDS:
                return self._do(gateway, Place(say, f"/pesanan/{order_id}", {}), order_id, name)
            case "POST", ["gangguan", change] if change in OUTAGES:
                gateway.fail_for(*OUTAGES[change])
                return see(address("/", say.language, {}) + "#gangguan")
            case _, ["bank", *rest]:
                return bank_reply(gateway, method, rest, Place(say, path, {}), sent)
            case "GET", ["setelmen.csv"]:
                today = gateway.now().astimezone(WIB).date()
                return file_reply(f"midtrans-{today}.csv", gateway_sheet(gateway.books, today).text())
            case "GET", _ if path in STATIC:
                content_type, file = STATIC[path]
                return Reply(200, content_type, file.read_bytes())
        raise NoSuchPage

    def _do(self, gateway: Gateway, place: Place, order_id: str, name: str) -> Reply:
        try:
            begun = begin(gateway, name, order_id)
        except OrderUnknown:
            return _unknown(place, order_id)
        done, _ = wait([begun], timeout=self.patience_s)
        fault = begun.exception() if done else None
        if fault and not isinstance(fault, OrderClosed):  # a refusal stands in the diary
            raise fault
        return see(place.here + "#hasil")


def _orders(gateway: Gateway, place: Place) -> Reply:
    gateway.expire_due()
    sought = place.asked.get("cari", "").strip()
    needle = "".join(sought.split()).casefold()
    found = [order for order in reversed(gateway.books.orders()) if _matches(order, needle)]
    exact = [order for order in found if needle in (order.order_id.casefold(), order.code or None)]
    if len(exact) == 1:
        return see(place.link(f"/pesanan/{exact[0].order_id}"))
    trouble = gateway.outage.now
    return page_reply(200, orders_page(place, found[:LONGEST_LIST], len(found), sought=sought, trouble=trouble))


def _matches(order: Order, needle: str) -> bool:
    return needle in order.order_id.casefold() or needle in order.code


def _order(gateway: Gateway, place: Place, order_id: str) -> Reply:
    gateway.expire_due()
    # Asked for before the books are read: what ends in between is then told, not missed.
    busy = gateway.is_busy(order_id)
    try:
        order = gateway.books.order(order_id)
    except OrderUnknown:
        return _unknown(place, order_id)
    return page_reply(200, order_page(place, order, gateway.diary(order_id), busy=busy))


def _unknown(place: Place, order_id: str) -> Reply:
    return page_reply(404, unknown_page(place, order_id))
