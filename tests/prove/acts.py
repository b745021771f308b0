"""What all who act in the schedules of money share: chance, a till, and the ways in which a call can go wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

from botocore.exceptions import BotoCoreError, ClientError

from imigrasi.domain.errors import Fault
from imigrasi.domain.payment import MONEY_MOVED, Payment
from imigrasi.usecases.writes import AlreadyWritten
from tests.prove.faults import Crash, Injector, Kind, armed
from tests.prove.till import Till

FEES = (650_000, 950_000, 1_650_000)
#: How often what the product does goes wrong at one of its calls.
FAULTY = 0.35
#: What a caller may meet: refused, crashed, or AWS at fault. Anything else is the product's own fault.
TROUBLE: tuple[type[BaseException], ...] = (Crash, Fault, AlreadyWritten, BotoCoreError, ClientError)


class Acts:
    """Three applications with a fee due, and everything that is on its way. The same for the same seed."""

    def __init__(self, till: Till, seed: int) -> None:
        self.till, self.chance = till, Random(seed)
        self.seen: Counter[str] = Counter()
        #: Notices on their way, and those that were answered with 200.
        self.network: list[bytes] = []
        self.acknowledged: list[bytes] = []
        self.keys = 0
        self.ids = [till.opened(seed * 10 + n, self.chance.choice(FEES)).id for n in range(3)]

    def disturbed(self) -> Injector:
        """Perhaps one of the next calls goes wrong."""
        if self.chance.random() > FAULTY:
            return Injector()
        self.seen["fault"] += 1
        kinds = [kind for kind in Kind if kind is not Kind.CONFLICT]
        return Injector(self.chance.randrange(8), self.chance.choice(kinds))

    def tried(self, what: str, act: Callable[[], object]) -> bool:
        """Whether it went well; who asked may try again, or not."""
        try:
            with armed(self.disturbed()):
                act()
        except TROUBLE:
            self.seen[f"{what} failed"] += 1
            return False
        self.seen[f"{what} done"] += 1
        return True

    def once(self, what: str) -> str:
        """A name for one thing that somebody asks for."""
        self.keys += 1
        return f"{what}-{self.keys}"

    def paid(self) -> list[Payment]:
        """Payments by which money came, as one of the applications shows them."""
        shown = self.till.payments(self.chance.choice(self.ids))
        return [payment for payment in shown if payment.status in MONEY_MOVED]
