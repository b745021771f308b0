"""Books altered past the product: what somebody with a hand on the table could do to ledger, day book and orders."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from random import Random
from typing import Any

from imigrasi.domain.ledger import CHART, Account
from tests.prove.till import Till

Item = dict[str, Any]
#: Names of payments, orders and applications; a fault has to be about one of them.
Names = set[str]

SIDES = ("DEBIT", "CREDIT")
SUMS = ("captured", "held", "owed", "refunded", "charged_back")
ANOTHER_DAY, NOBODY = "2025-12-31", "LBG-0000-0000-0"


class Stored:
    """What is stored about money, as it was when this was made; `put` and `delete` change the table alone."""

    def __init__(self, till: Till) -> None:
        self._client, self._table = till.client, till.table
        self.rows: dict[tuple[str, str, str], dict[str, Item]] = defaultdict(dict)
        self.book: list[Item] = []
        self.orders: dict[str, Item] = {}
        self.shown: dict[str, Item] = {}
        self.applications: dict[str, Item] = {}
        self.others: list[Item] = []
        for page in till.client.get_paginator("scan").paginate(TableName=till.table):
            for item in sorted(page["Items"], key=lambda item: (item["pk"]["S"], item["sk"]["S"])):
                self._sort(item)

    def _sort(self, item: Item) -> None:
        (kind, _, owner), sort = item["pk"]["S"].partition("#"), item["sk"]["S"]
        if kind == "LEDGER":
            entry, application_id, side = sort.rsplit("#", 2)
            self.rows[owner, entry, application_id][side] = item
        elif kind == "BOOK":
            self.book.append(item)
        elif sort.startswith("PAY#"):
            self.shown[f"{owner}-{sort.removeprefix('PAY#')}"] = item
        elif sort == "META" and kind == "ORDER" and "gateway" in item:
            self.orders[owner] = item
        elif sort == "META" and kind == "APP":
            self.applications[owner] = item
        else:
            self.others.append(item)

    def put(self, item: Item, **changes: Item | None) -> Item:
        """The item with its `changes`; None takes an attribute away."""
        changed = {name: value for name, value in {**item, **changes}.items() if value is not None}
        self._client.put_item(TableName=self._table, Item=changed)
        return changed

    def delete(self, item: Item) -> None:
        self._client.delete_item(TableName=self._table, Key={"pk": item["pk"], "sk": item["sk"]})

    def both(self, order_id: str) -> list[Item]:
        """The order and what is shown of it; of a share only what is shown."""
        return [items[order_id] for items in (self.orders, self.shown) if order_id in items]

    def settled(self, *, applied: bool | None = None, group: bool | None = False) -> list[str]:
        """Orders whose money has come: those that were `applied` or were not, those of a group or those of one."""
        return [
            order_id
            for order_id, item in self.shown.items()
            if "captured" in item
            and applied in (None, "applied" in item)
            and (group is None or group is ("shares" in item))
        ]

    def about(self, order_id: str) -> Names:
        """What a fault about this order may be named by."""
        item = self.shown[order_id]
        names = {order_id, item["pk"]["S"].partition("#")[2]}
        names |= {item[name]["S"] for name in ("gateway_payment_id", "group_order") if name in item}
        return names | {f"{share[0]}-{share[1]}" for share in _shares(item)}

    def entry(self, chance: Random, *kinds: str, listed: bool = False) -> tuple[dict[str, Item], Names]:
        """Both sides of an entry of these kinds, or of any, and what a fault about it may be named by.

        `listed`: one that the day book lists.
        """
        keys = [
            key
            for key, sides in self.rows.items()
            if (not kinds or key[1].partition("#")[0] in kinds) and ("day" in sides["DEBIT"] or not listed)
        ]
        sides = self.rows[chance.choice(keys)]
        order_id = sides["DEBIT"]["order_id"]["S"]
        return sides, self.about(order_id)

    def listed(self, sides: dict[str, Item]) -> list[Item]:
        """The day book's rows of an entry."""
        payment, name = sides["DEBIT"]["pk"]["S"].partition("#")[2], sides["DEBIT"]["sk"]["S"].removesuffix("#DEBIT")
        return [row for row in self.book if row["sk"]["S"] == f"{payment}#{name}"]


Tampering = Callable[[Stored, Random], Names]


def _shares(item: Item) -> list[list[Any]]:
    found: list[list[Any]] = json.loads(item["shares"]["S"]) if "shares" in item else []
    return found


def _number(value: int) -> Item:
    return {"N": str(value)}


def _text(value: str) -> Item:
    return {"S": value}


def another(chance: Random, value: str, among: Iterable[str]) -> str:
    """One of them that is not `value`."""
    return chance.choice([each for each in among if each != value])


# ---------------------------------------------------------------- the ledger


def delete_entry(stored: Stored, chance: Random) -> Names:
    """With its row in the day book, or without it."""
    sides, names = stored.entry(chance)
    for row in (*sides.values(), *(stored.listed(sides) if chance.random() < 0.5 else ())):
        stored.delete(row)
    return names


def delete_side(stored: Stored, chance: Random) -> Names:
    sides, names = stored.entry(chance)
    stored.delete(sides[chance.choice(SIDES)])
    return names


def alter_side(stored: Stored, chance: Random) -> Names:
    """A debit is a credit now."""
    sides, names = stored.entry(chance)
    side = chance.choice(SIDES)
    stored.delete(sides[side])
    sort = sides[side]["sk"]["S"].replace(side, another(chance, side, SIDES))
    stored.put(sides[side], sk=_text(sort))
    return names


def alter_amount(stored: Stored, chance: Random) -> Names:
    """On one side, on both, on both and in the day book."""
    sides, names = stored.entry(chance)
    rows = [*sides.values(), *stored.listed(sides)][: chance.randint(1, 3)]
    amount = int(rows[0]["amount"]["N"]) + chance.choice((-1, 1, 1_000, 10**9))
    for row in rows:
        stored.put(row, amount=_number(amount))
    return names


def copy_to_another_payment(stored: Stored, chance: Random) -> Names:
    """With a row in the day book, or without."""
    sides, names = stored.entry(chance)
    copy = f"copy-{chance.randrange(1_000)}"
    for row in sides.values():
        stored.put(row, pk=_text(f"LEDGER#{copy}"))
    for row in stored.listed(sides) if chance.random() < 0.5 else ():
        stored.put(row, sk=_text(f"{copy}#{row['sk']['S'].partition('#')[2]}"))
    return names | {copy}


def repeat_entry(stored: Stored, chance: Random) -> Names:
    """Once more under the next number."""
    sides, names = stored.entry(chance, "suspense", "refund", "refund-paid", "chargeback")
    for row in (*sides.values(), *stored.listed(sides)):
        before, _, rest = row["sk"]["S"].partition("#LBG")
        stored.put(row, sk=_text(f"{before.partition('#1')[0]}#9#LBG{rest}"))
    return names


def forge_entry(stored: Stored, chance: Random) -> Names:
    """A balanced entry with the right accounts, about money that is somewhere else."""
    sides, names = stored.entry(chance, "capture")
    kind = chance.choice(["release", "suspense#8", "refund#8", "refund-paid#8", "chargeback#8"])
    debits, credit = CHART[kind.partition("#")[0]]
    for side, account in (("DEBIT", chance.choice(sorted(debits))), ("CREDIT", credit)):
        row = sides[side]
        sort = row["sk"]["S"].replace("capture", kind)
        stored.put(row, sk=_text(sort), account=_text(account.value), day=None)
    return names


def change_account(stored: Stored, chance: Random) -> Names:
    """Of one side, or the accounts change places."""
    sides, names = stored.entry(chance)
    debit, credit = (sides[side]["account"]["S"] for side in SIDES)
    if chance.random() < 0.5:
        debit, credit = credit, debit
    else:
        debit = another(chance, debit, [*Account, "petty cash"])
    stored.put(sides["DEBIT"], account=_text(debit))
    stored.put(sides["CREDIT"], account=_text(credit))
    return names


def move_entry(stored: Stored, chance: Random) -> Names:
    """To another application, on one side or on both; its own attributes go with it, or not."""
    sides, names = stored.entry(chance)
    other = another(chance, sides["DEBIT"]["application_id"]["S"], stored.applications)
    whole = chance.random() < 0.5
    for row in list(sides.values())[: chance.randint(1, 2)]:
        stored.delete(row)
        entry, _, side = row["sk"]["S"].rsplit("#", 2)
        own = {"application_id": _text(other)} if whole else {}
        stored.put(row, sk=_text(f"{entry}#{other}#{side}"), **own)
    return names | {other}


def attribute_to_another_order(stored: Stored, chance: Random) -> Names:
    sides, names = stored.entry(chance)
    other = another(chance, sides["DEBIT"]["order_id"]["S"], [*stored.orders, f"{NOBODY}-1"])
    for row in list(sides.values())[: chance.randint(1, 2)]:
        stored.put(row, order_id=_text(other))
    return names | {other}


def date_entry_otherwise(stored: Stored, chance: Random) -> Names:
    """On one side or on both, on another day or on none any more; then perhaps out of the day book too."""
    sides, names = stored.entry(chance)
    day = chance.choice((_text(ANOTHER_DAY), None)) if "day" in sides["DEBIT"] else _text(ANOTHER_DAY)
    rows = list(sides.values())[: chance.randint(1, 2)]
    for row in rows:
        stored.put(row, day=day)
    for listed in stored.listed(sides) if day is None and chance.random() < 0.5 else ():
        stored.delete(listed)
    return names


# ---------------------------------------------------------------- the day book


def tamper_with_day_book(stored: Stored, chance: Random) -> Names:
    """A row is gone, is on another day, in another gateway's book, twice, says another amount, or is of nobody."""
    sides, names = stored.entry(chance, listed=True)
    (row,) = stored.listed(sides)
    _, gateway, day = row["pk"]["S"].split("#")
    elsewhere = _text(f"BOOK#{another(chance, gateway, ('midtrans', 'simponi'))}#{day}")
    act = chance.randrange(6)
    if act in (0, 1, 2):
        stored.delete(row)
    if act in (1, 3):
        stored.put(row, pk=_text(f"BOOK#{gateway}#{ANOTHER_DAY}"))
    elif act == 2:
        stored.put(row, pk=elsewhere)
    elif act == 4:
        stored.put(row, amount=_number(int(row["amount"]["N"]) + 1))
    elif act == 5:
        stored.put(row, sk=_text(f"nobody#capture#{NOBODY}"))
        return {"nobody"}
    return names
