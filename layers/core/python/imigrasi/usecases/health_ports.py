"""What is shared about how gateways are, as Protocols. Nothing is asked of it while all is well."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from imigrasi.domain.health import Health


class GatewayHealth(Protocol):
    """Kept for all functions together, each gateway by its name."""

    def failed(self, name: str, at: datetime) -> Health:
        """Count one more failure in a row; how the gateway is with it."""
        ...

    def recovered(self, name: str, at: datetime) -> None:
        """It has answered after failures: they are forgotten, an outage has ended."""
        ...

    def try_again(self, name: str, at: datetime) -> Health | None:
        """Take the one question after a rest: None, it is the caller's. Else another has it: how the gateway is."""
        ...

    def seen(self, name: str) -> Health: ...
