"""How a gateway is: its failures in a row, and since when that counts as an outage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

#: So many failures in a row are an outage.
DOWN_AFTER = 5
#: An outage's gateway is left alone for so long; then one question tries whether it is back.
REST = timedelta(seconds=60)
#: Failures further apart than this are not in a row.
STREAK = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Health:
    """`down_since` and `rests_until` are those of the present outage, `last_down_at` is kept after it."""

    failures: int = 0
    down_since: datetime | None = None
    rests_until: datetime | None = None
    last_down_at: datetime | None = None

    @property
    def is_down(self) -> bool:
        return self.rests_until is not None

    def was_down_since(self, at: datetime) -> bool:
        """Whether there was an outage at `at` or later."""
        return self.last_down_at is not None and self.last_down_at >= at


WELL = Health()
