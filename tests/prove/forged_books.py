"""Books altered with all their agreements: no verifier of the books alone can see it, only what the gateway states."""

from __future__ import annotations

import json
from typing import Any

from tests.prove.tampering import Item, Stored

MORE = 1_000
TWIN = "TWIN0000000000TW"


def whole_orders(stored: Stored) -> dict[str, str]:
    """Gateway's payment id → order: the only one of its application, by which the fee was paid, and nothing else."""
    changed = {"held", "owed", "refunded", "charged_back"}
    return {
        item["gateway_payment_id"]["S"]: order_id
        for order_id, item in stored.orders.items()
        if "applied" in item and not item.keys() & changed and f"{order_id[:-1]}2" not in stored.orders
    }


def _entries(stored: Stored, order_id: str) -> list[Item]:
    """Both sides of its only entry, and the day book's row."""
    (sides,) = (sides for sides in stored.rows.values() if sides["DEBIT"]["order_id"]["S"] == order_id)
    return [*sides.values(), *stored.listed(sides)]


def book_more(stored: Stored, order_id: str) -> None:
    """As if more had been asked for and paid."""
    for item in (*_entries(stored, order_id), *stored.both(order_id)):
        more = {name: _more(item[name]) for name in ("amount", "captured") if name in item}
        stored.put(item, **more)


def _more(number: Item) -> Item:
    return {"N": str(int(number["N"]) + MORE)}


def unbook(stored: Stored, order_id: str) -> None:
    """As if it had never been asked for, no code had been given out for it, and nobody had paid."""
    others = [item for item in stored.others if f"ORDER#{order_id}" == item["pk"]["S"] or _is_of(item, order_id)]
    for item in (*_entries(stored, order_id), *stored.both(order_id), *others):
        stored.delete(item)
    application_id, _, _ = order_id.rpartition("-")
    stored.put(stored.applications[application_id], paid=None)


def _is_of(item: Item, order_id: str) -> bool:
    return item["pk"]["S"].startswith(("CODES#", "NTPN#")) and item.get("order_id") == {"S": order_id}


def invent(stored: Stored, order_id: str) -> None:
    """As if somebody else had paid just so: every item once more, under other names."""
    item = stored.orders[order_id]
    application_id, _, _ = order_id.rpartition("-")
    other = min(name for name, found in stored.applications.items() if "paid" not in found)
    names = {order_id: f"{other}-9", application_id: other, item["gateway_payment_id"]["S"]: TWIN}
    for each in _entries(stored, order_id):
        stored.put(_renamed(each, names))
    order, shown = stored.both(order_id)
    stored.put(_renamed(order, names), number={"N": "9"})
    stored.put(_renamed(shown, names), sk={"S": "PAY#9"})
    stored.put(stored.applications[other], paid={"BOOL": True})


def _renamed(item: Item, names: dict[str, str]) -> Item:
    text = json.dumps(item)
    for before, after in names.items():
        text = text.replace(before, after)
    renamed: dict[str, Any] = json.loads(text)
    return renamed
