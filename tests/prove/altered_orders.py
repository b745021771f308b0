"""Orders, shares and applications altered past the product, so that they no longer agree with the ledger."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.prove import tampering
from tests.prove.tampering import NOBODY, SUMS, Item, Names, Stored, Tampering, another

#: Attributes of an order that are altered in it alone, or in what is shown of it alone.
TWOFOLD = ("status", "amount", "gateway", "gateway_payment_id", "expires_at", "method", "receipt", *SUMS)


def show_otherwise(stored: Stored, chance: Random) -> Names:
    """The order says one thing, what is shown of it another."""
    order_id = chance.choice(sorted(stored.orders))
    item = chance.choice(stored.both(order_id))
    stored.put(item, **_altered(item, chance.choice(TWOFOLD), chance))
    return stored.about(order_id)


def _altered(item: Item, name: str, chance: Random) -> dict[str, Any]:
    """Another value of the same kind, or none any more."""
    if name in ("receipt", *SUMS) and name in item and chance.random() < 0.3:
        return {name: None}
    if name in ("amount", *SUMS):
        return {name: {"N": str(int(item.get(name, {"N": "0"})["N"]) + chance.choice((1, 1_000)))}}
    other = {
        "status": another(chance, item["status"]["S"], ("pending", "settled", "refunded", "charged_back")),
        "gateway": another(chance, item["gateway"]["S"], ("midtrans", "simponi")),
        "expires_at": "2030-01-01T00:00:00.000000Z",
    }
    return {name: {"S": other.get(name, "another")}}


def flip_applied(stored: Stored, chance: Random) -> Names:
    """In the order, in what is shown, or in both."""
    order_id = chance.choice(stored.settled())
    both = stored.both(order_id)
    for item in chance.choice((both[:1], both[-1:], both)):
        stored.put(item, applied=None if "applied" in item else {"BOOL": True})
    return stored.about(order_id)


def alter_sums(stored: Stored, chance: Random) -> Names:
    """What order and page say of the money, both alike."""
    order_id, name = chance.choice(stored.settled(group=None)), chance.choice(SUMS)
    for item in stored.both(order_id):
        stored.put(item, **{name: {"N": str(int(item.get(name, {"N": "0"})["N"]) + 1_000)}})
    return stored.about(order_id)


def alter_order(stored: Stored, chance: Random) -> Names:
    """Order and page alike: another amount asked for, never settled, at another gateway, by another payment."""
    order_id = chance.choice([name for name in stored.settled(applied=True) if "held" not in stored.shown[name]])
    gateway = stored.shown[order_id]["gateway"]["S"]
    changes: dict[str, Item] = chance.choice(
        (
            {"amount": {"N": "1"}},
            {"status": {"S": "expired"}},
            {"gateway": {"S": another(chance, gateway, ("midtrans", "simponi"))}},
            {"gateway_payment_id": {"S": "another"}},
        )
    )
    for item in stored.both(order_id):
        stored.put(item, **changes)
    return stored.about(order_id) | {"another"}


def delete_order(stored: Stored, chance: Random) -> Names:
    """The order, what is shown of it, or both."""
    order_id = chance.choice(stored.settled())
    both = stored.both(order_id)
    for item in chance.choice((both[:1], both[-1:], both)):
        stored.delete(item)
    return stored.about(order_id)


def hide_payment(stored: Stored, chance: Random) -> Names:
    """Everything about the payment of a fee, as if it had never been made; its application is still paid."""
    order_id = chance.choice([name for name in stored.settled(applied=True) if "group_order" not in stored.shown[name]])
    names = stored.about(order_id)
    for sides in stored.rows.values():
        if sides["DEBIT"]["order_id"]["S"] == order_id:
            for row in (*sides.values(), *stored.listed(sides)):
                stored.delete(row)
    for item in stored.both(order_id):
        stored.delete(item)
    return names


def apply_twice(stored: Stored, chance: Random) -> Names:
    """A second payment of a paid application, complete in every book."""
    settled = [name for name in stored.settled(applied=True) if "group_order" not in stored.shown[name]]
    order_id = chance.choice(settled)
    application_id = stored.shown[order_id]["pk"]["S"].partition("#")[2]
    for (_, entry, _), sides in list(stored.rows.items()):
        if entry == "capture" and sides["DEBIT"]["order_id"]["S"] == order_id:
            _second_capture(stored, sides, f"{application_id}-9")
    twin: dict[str, Any] = {"gateway_payment_id": {"S": "twin"}, "captured": stored.shown[order_id]["amount"]}
    twin |= dict.fromkeys(SUMS[1:]) | {"status": {"S": "settled"}}
    stored.put(stored.shown[order_id], sk={"S": "PAY#9"}, **twin)
    stored.put(stored.orders[order_id], pk={"S": f"ORDER#{application_id}-9"}, number={"N": "9"}, **twin)
    return {application_id}


def _second_capture(stored: Stored, sides: dict[str, Item], order_id: str) -> None:
    for row in sides.values():
        stored.put(row, pk={"S": "LEDGER#twin"}, order_id={"S": order_id})
    (listed,) = stored.listed(sides)
    stored.put(listed, sk={"S": f"twin#{listed['sk']['S'].partition('#')[2]}"})


def pay_without_money(stored: Stored, chance: Random) -> Names:
    """An application becomes paid, or is not paid any more."""
    application_id = chance.choice(sorted(stored.applications))
    item = stored.applications[application_id]
    stored.put(item, paid=None if "paid" in item else {"BOOL": True})
    return {application_id}


def alter_shares(stored: Stored, chance: Random) -> Names:
    """A group's list of shares: amounts, members and their number; where it is known, where it is shown, or in both."""
    order_id = chance.choice([name for name in stored.orders if "shares" in stored.orders[name]])
    shares = json.loads(stored.orders[order_id]["shares"]["S"])
    at = chance.randrange(len(shares))
    act = chance.randrange(5)
    if act == 0:
        shares[at][2] += 1_000
    elif act == 1:
        shares[at][2], shares[at - 1][2] = shares[at - 1][2] + 1, shares[at][2] - 1
    elif act == 2:
        del shares[at]
    elif act == 3:
        shares[at][0] = NOBODY
    else:
        shares.append([NOBODY, 1, 650_000])
    both = stored.both(order_id)
    for item in chance.choice((both[:1], both[-1:], both)):
        stored.put(item, shares={"S": json.dumps(shares)})
    return stored.about(order_id)


def alter_share(stored: Stored, chance: Random) -> Names:
    """One member's part: its amount, its group, its payment, or it is gone."""
    order_id = chance.choice([name for name, item in stored.shown.items() if "group_order" in item])
    item = stored.shown[order_id]
    act = chance.randrange(4)
    if act == 0:
        stored.put(item, amount={"N": str(int(item["amount"]["N"]) + 1)})
    elif act == 1:
        stored.put(item, group_order={"S": "GRP-0000-0000-0-1"})
    elif act == 2:
        stored.put(item, gateway_payment_id={"S": "another"})
    else:
        stored.delete(item)
    return stored.about(order_id)


def spoil(stored: Stored, chance: Random) -> Names:
    """An attribute is gone or of another kind: the item cannot be read, and its key is told."""
    sides = stored.rows[chance.choice(list(stored.rows))]
    item = chance.choice([*sides.values(), chance.choice(stored.book), chance.choice(list(stored.orders.values()))])
    stored.put(item, amount=chance.choice((None, {"S": "many"}, {"BOOL": True}, {"N": "0.5"})))
    return {f"{item['pk']['S']}/{item['sk']['S']}", *_concerned(stored, item)}


def _concerned(stored: Stored, item: Item) -> Names:
    """What else no longer adds up."""
    found = [order_id for order_id in stored.shown if _mentions(stored.about(order_id), item)]
    return {name for order_id in found for name in stored.about(order_id)}


def _mentions(names: Names, item: Item) -> bool:
    return any(name in f"{item['pk']['S']}/{item['sk']['S']}/{item.get('order_id', {}).get('S')}" for name in names)


TAMPERINGS: tuple[Tampering, ...] = (
    tampering.tamper_with_day_book,
    tampering.delete_entry,
    tampering.delete_side,
    tampering.alter_side,
    tampering.alter_amount,
    tampering.copy_to_another_payment,
    tampering.repeat_entry,
    tampering.forge_entry,
    tampering.change_account,
    tampering.move_entry,
    tampering.attribute_to_another_order,
    tampering.date_entry_otherwise,
    show_otherwise,
    flip_applied,
    alter_sums,
    alter_order,
    delete_order,
    hide_payment,
    apply_twice,
    pay_without_money,
    alter_shares,
    alter_share,
    spoil,
)
