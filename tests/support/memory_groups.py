"""Groups in memory, over the store that has their members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from imigrasi.domain.application import Application
from imigrasi.domain.errors import NotFound, StaleVersion
from imigrasi.domain.group import Group
from imigrasi.usecases.group_ports import GroupFile, Part
from imigrasi.usecases.writes import AlreadyWritten, SlotFull, TakeSlot, Write
from tests.support.fakes import MemoryStore


class MemoryGroups:
    """GroupStore over dictionaries: all or nothing, versions, and places in slots."""

    def __init__(self, store: MemoryStore) -> None:
        self.store = store
        self.groups: dict[str, Group] = {}

    def group(self, group_id: str) -> Group:
        if group_id not in self.groups:
            raise NotFound
        return self.groups[group_id]

    def file(self, group_id: str) -> GroupFile:
        group = self.group(group_id)
        payments = [each for each in self.store.payments.values() if each.application_id == group_id]
        return GroupFile(group, tuple(payments))

    def create(self, group: Group) -> None:
        if group.id in self.groups:
            raise AlreadyWritten
        self.groups[group.id] = replace(group, version=1)

    def order(self, group: Group, writes: Sequence[Write], parts: Sequence[Part]) -> None:
        if self.groups[group.id].version != group.version:
            raise StaleVersion
        self._check(parts)
        for write in writes:
            self.store.check_money(write)
        self._keep(parts)
        for write in writes:
            self.store.keep_money(write)
        self.groups[group.id] = replace(group, version=group.version + 1)

    def book(self, parts: Sequence[Part]) -> None:
        self._check(parts)
        wanted: dict[tuple[str, str], int] = {}
        for _, writes in parts:
            for write in writes:
                if isinstance(write, TakeSlot):
                    place = (write.office, write.slot)
                    wanted[place] = wanted.get(place, 0) + 1
                    if len(self.store.slots.get(place, ())) + wanted[place] > write.capacity:
                        raise SlotFull
        self._keep(parts)

    def _check(self, parts: Sequence[Part]) -> None:
        if self.store.races:
            self.store.races -= 1
            raise StaleVersion
        for change, writes in parts:
            before: Application | None = change.before
            if before is None or self.store.applications[change.after.id].version != before.version:
                raise StaleVersion
            for write in writes:
                self.store.check_money(write)

    def _keep(self, parts: Sequence[Part]) -> None:
        for change, writes in parts:
            self.store.commit(change, *writes)
