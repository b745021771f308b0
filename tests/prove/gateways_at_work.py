"""Gateways, banks and the treasury in the schedules: notices, files, money that goes back, and those who forge."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from imigrasi.domain.deadline import local_day
from imigrasi.domain.errors import Unauthorised
from imigrasi.usecases.import_statement import import_statement
from imigrasi.usecases.payment_ports import NoticeMalformed
from imigrasi.usecases.receive_notice import receive_notice
from local.gateway import files, wire
from local.gateway.orders import ReturnKind, Status
from tests.prove.acts import Acts
from tests.prove.row import check
from tests.prove.till import BEGAN, CATALOGUE
from tests.support.installation import SERVER_KEY

#: What a gateway's file may say wrongly: it only makes us ask.
SPOILT_SETTLEMENTS = tuple(files.SPOILS)
#: What the treasury says is believed; so it is late, repeats itself, breaks lines or speaks of others.
SPOILT_TREASURY = ("broken", "twice", "missing", "unconfirmed", "unknown")


class GatewaysAtWork(Acts):
    def __init__(self, *begin: object) -> None:
        super().__init__(*begin)  # type: ignore[arg-type]
        #: Keys of files that lie in the bucket and have not been taken.
        self.delivered: list[str] = []

    # ------------------------------------------------------------ notices on their way

    def _notice(self, status: Status | None = None) -> None:
        orders = self.till.books.orders()
        if orders:
            body = wire.encode(wire.notice(self.chance.choice(orders), SERVER_KEY, status))
            self.network += [body] * self.chance.choice((1, 1, 1, 2, 3, 10))

    def notify(self) -> None:
        self._notice()

    def notify_what_was(self) -> None:
        self._notice(Status.PENDING)

    def deliver(self) -> None:
        """Any of those under way: whichever comes first. Sent again unless it is acknowledged."""
        if not self.network:
            return
        body = self.network.pop(self.chance.randrange(len(self.network)))
        taken = self.tried(
            "notice", lambda: receive_notice(self.till.orders, self.till.gateway, body, {}, at=self.till.at)
        )
        (self.acknowledged if taken else self.network).append(body)

    def drop(self) -> None:
        if self.network:
            self.network.pop(self.chance.randrange(len(self.network)))

    def forge(self) -> None:
        """A settlement that never was: false signature, or a genuine one under an altered status."""
        orders = [order for order in self.till.books.orders() if order.capture is None]
        if not orders:
            return
        genuine = wire.notice(self.chance.choice(orders), SERVER_KEY, Status.PENDING)
        false = genuine | {"transaction_status": "settlement"}
        if self.chance.random() < 0.5:
            false |= {"status_code": "200"}
        try:
            receive_notice(self.till.orders, self.till.gateway, json.dumps(false).encode(), {}, at=self.till.at)
        except (Unauthorised, NoticeMalformed):
            return
        check(False, "a forged notice was taken")

    # ------------------------------------------------------------ money goes back without being asked for

    def _give_back(self, kind: ReturnKind) -> None:
        orders = [order for order in self.till.books.orders() if order.rest]
        if orders:
            order = self.chance.choice(orders)
            amount = self.chance.choice((order.rest, order.rest, order.rest // 2, 1_000))
            self.till.books.give_back(order.order_id, kind, min(amount, order.rest), self.till.at)
            self.seen[f"{kind} at the gateway"] += 1

    def give_back(self) -> None:
        self._give_back(ReturnKind.REFUND)

    def charge_back(self) -> None:
        self._give_back(ReturnKind.CHARGEBACK)

    # ------------------------------------------------------------ files

    def receive_state_money(self) -> None:
        """The treasury hears from a bank, and gives its numbers."""
        self.chance.choice(self.till.banks).receive_all()

    def put_treasury_file(self, *, spoil: bool = True) -> None:
        paid = [payment for bank in self.till.banks for payment in bank.payments()]
        self._put("simponi", files.treasury_sheet(paid), SPOILT_TREASURY if spoil else ())

    def put_settlement_file(self) -> None:
        days = (self.till.at - BEGAN).days + 1
        self.put_day(BEGAN + timedelta(days=self.chance.randrange(days)), SPOILT_SETTLEMENTS)

    def put_day(self, at: datetime, spoils: tuple[str, ...] = ()) -> None:
        """A day on which nothing moved has no file."""
        sheet = files.gateway_sheet(self.till.books, local_day(at))
        if sheet.rows:
            self._put("midtrans", sheet, spoils)

    def _put(self, gateway: str, sheet: files.Sheet, spoils: tuple[str, ...]) -> None:
        if spoils and self.chance.random() < 0.4:
            sheet = files.spoilt(sheet, [self.chance.choice(spoils)])
        key = f"{gateway}/{self.once('file')}.csv"
        self.till.shelf.files[key] = sheet.text().encode()
        self.delivered.append(key)

    def take_file(self) -> None:
        """In any order, one of them perhaps twice; a portion cut short is taken again."""
        if not self.delivered:
            return
        key = self.chance.choice(self.delivered)
        if self.tried("file", lambda: self.import_file(key)) and self.chance.random() < 0.8:
            self.delivered.remove(key)

    def import_file(self, key: str) -> None:
        gateway = key.partition("/")[0]
        read = (self.till.gateway if gateway == "midtrans" else self.till.treasury).read_statement
        terms = CATALOGUE.known_gateway(gateway)
        import_statement(self.till.desk, terms, read, key, "1", at=self.till.at)
