"""Ways in which the merchant's API does not answer: at once with 503, not at all, or late."""

import time
from enum import StrEnum

#: Longer than a merchant waits.
SILENCE_S = 9.0
SLOWNESS_S = 3.0


class Trouble(StrEnum):
    REFUSE = "refuse"
    HANG = "hang"
    SLOW = "slow"


class Outage:
    """The trouble under way, if any. `waits` are seconds by kind of trouble."""

    def __init__(self) -> None:
        self.waits = {Trouble.REFUSE: 0.0, Trouble.HANG: SILENCE_S, Trouble.SLOW: SLOWNESS_S}
        self._trouble = Trouble.REFUSE
        self._until = 0.0

    def begin(self, seconds: float, trouble: Trouble) -> None:
        """0 seconds end it."""
        self._trouble, self._until = trouble, time.monotonic() + seconds

    @property
    def now(self) -> Trouble | None:
        return self._trouble if time.monotonic() < self._until else None

    def wait(self) -> Trouble | None:
        """Let the caller wait as the trouble has it; which one it is."""
        trouble = self.now
        if trouble is not None:
            time.sleep(self.waits[trouble])
        return trouble
