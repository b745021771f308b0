"""What the use cases need of the store of groups, as Protocols."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from imigrasi.domain.application import Change
from imigrasi.domain.group import Group
from imigrasi.domain.payment import Payment
from imigrasi.usecases.writes import Write

#: One member's part of a write.
Part = tuple[Change, Sequence[Write]]


class GroupFile(NamedTuple):
    """A group and its orders, in their order."""

    group: Group
    payments: tuple[Payment, ...]


class GroupStore(Protocol):
    """Reads are strongly consistent."""

    def group(self, group_id: str) -> Group:
        """Raises NotFound."""
        ...

    def file(self, group_id: str) -> GroupFile:
        """Raises NotFound."""
        ...

    def create(self, group: Group) -> None:
        """Raises AlreadyWritten."""
        ...

    def order(self, group: Group, writes: Sequence[Write], parts: Sequence[Part]) -> None:
        """A write about an order of the group, under the versions of the group and of each member: all or nothing.

        `group` as it was read. Raises StaleVersion, AlreadyWritten.
        """
        ...

    def book(self, parts: Sequence[Part]) -> None:
        """Members' visits, all or nothing. Raises StaleVersion, SlotFull."""
        ...
