"""Citizens in the schedules: they ask for ways to pay, alone or together, pay in all ways, leave, or are too late."""

from __future__ import annotations

from collections.abc import Callable

from imigrasi.domain.errors import IllegalMove
from imigrasi.domain.payment import Payment
from imigrasi.usecases.do_due_work import do_due_work
from imigrasi.usecases.form_group import Wanted, form_group
from imigrasi.usecases.issue_group_payment import issue_group_payment
from imigrasi.usecases.issue_payment import issue_payment
from imigrasi.usecases.withdraw_application import withdraw_application
from local.gateway.treasury import CodePaid
from tests.prove.acts import Acts
from tests.prove.till import CATALOGUE, KEY, TERMS
from tests.support.fakes import OwnMacs

STATE = CATALOGUE.gateway("simponi")
#: One that gives money back when it is asked to, and one that does not.
METHODS = ("qris", "bank_transfer")


class Payers(Acts):
    def __init__(self, *begin: object) -> None:
        super().__init__(*begin)  # type: ignore[arg-type]
        self.group: tuple[str, str] | None = None
        #: Billing codes that a citizen has seen.
        self.codes: dict[str, Payment] = {}

    def _ask(self, issue: Callable[[str], Payment]) -> None:
        """A new request, or the last one sent again."""
        self.keys += self.chance.random() < 0.7

        def ask() -> None:
            issued = issue(f"key-{self.keys}")
            if issued.gateway == "simponi" and issued.billing_code:
                self.codes[issued.billing_code] = issued

        self.tried("issue", ask)

    def issue(self) -> None:
        number, method = self.chance.choice(self.ids), self.chance.choice(METHODS)
        self._ask(
            lambda key: issue_payment(
                self.till.store,
                self.till.gateway,
                TERMS,
                number,
                method=method,
                key=KEY,
                idempotency_key=key,
                at=self.till.at,
            )
        )

    def issue_code(self) -> None:
        number = self.chance.choice(self.ids)
        self._ask(
            lambda key: issue_payment(
                self.till.store,
                self.till.treasury,
                STATE,
                number,
                method=None,
                key=KEY,
                idempotency_key=key,
                at=self.till.at,
            )
        )

    def form(self) -> None:
        """The first two together: repeated, it is the same group."""
        wanted = Wanted(self.ids[:2], [KEY, KEY], {"application_ids": self.ids[:2]})

        def formed() -> None:
            group, key = form_group(
                self.till.store, self.till.groups, OwnMacs(), wanted, idempotency_key="together", at=self.till.at
            )
            self.group = group.id, key

        self.tried("form", formed)

    def issue_together(self) -> None:
        if self.group is None:
            return
        (group_id, group_key), state = self.group, self.chance.random() < 0.3
        terms, method = (STATE, None) if state else (TERMS, self.chance.choice(METHODS))
        self._ask(
            lambda key: issue_group_payment(
                self.till.store,
                self.till.groups,
                self.till.treasury if state else self.till.gateway,
                terms,
                group_id,
                method=method,
                key=group_key,
                idempotency_key=key,
                at=self.till.at,
            )
        )

    # ------------------------------------------------------------ money leaves their hands

    def _capture(self, *, late: bool = False, less: int = 0) -> None:
        orders = self.till.books.orders()
        unpaid = [order for order in orders if order.capture is None and order.expired is late]
        if unpaid:
            order = self.chance.choice(unpaid)
            self.till.books.capture(order.order_id, order.amount - less, self.till.at, late=late)
            self.seen["captured"] += 1

    def pay(self) -> None:
        self._capture()

    def pay_wrongly(self) -> None:
        self._capture(less=self.chance.choice((1_000, -1_000, 649_000)))

    def pay_late(self) -> None:
        self._capture(late=True)

    def pay_at_bank(self) -> None:
        """Perhaps a second time, at the other bank; a code past its time is taken by none."""
        valid = [code for code, issued in self.codes.items() if self.till.at < issued.expires_at]
        if not valid:
            return
        code, less = self.chance.choice(valid), 1_000 if self.chance.random() < 0.1 else 0
        try:
            self.chance.choice(self.till.banks).pay(code, self.codes[code].amount - less, self.till.at)
        except CodePaid:
            return
        self.seen["paid at a bank"] += 1

    # ------------------------------------------------------------ they leave, or are too late

    def withdraw(self) -> None:
        try:
            withdraw_application(self.till.store, CATALOGUE, self.chance.choice(self.ids), key=KEY, at=self.till.at)
        except IllegalMove:
            self.seen["refused"] += 1

    def lapse(self) -> None:
        for application_id in self.ids:
            do_due_work(self.till.store, CATALOGUE, self.till.health, application_id, at=self.till.at)

    def expire(self) -> None:
        self.till.wait(hours=25)

    def wait(self) -> None:
        self.till.wait(minutes=self.chance.randint(1, 90))
