"""All changes that one transaction makes to the places of one office day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from imigrasi.adapters.dynamo.operation import Operation
from imigrasi.usecases.writes import FreeSlot, SlotFull, TakeSlot


@dataclass
class SlotDay:
    """Who takes and who frees a place, by the attribute of its time. No time is both taken and freed: the store refuses
    two changes of one attribute.
    """

    taken: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    freed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    capacity: int = 0

    def add(self, write: TakeSlot | FreeSlot, application_id: str) -> None:
        attribute = "s" + write.slot[11:].replace(":", "")
        if isinstance(write, TakeSlot):
            self.taken[attribute].add(application_id)
            self.capacity = write.capacity
        else:
            self.freed[attribute].add(application_id)

    def update(self, partition: str) -> Operation:
        """Refused as SlotFull where one of the times has not room enough."""
        adding, deleting, condition, names = [], [], [], {}
        values: dict[str, Any] = {}
        for number, (attribute, members) in enumerate([*self.taken.items(), *self.freed.items()]):
            name, who = f"#s{number}", f":w{number}"
            names[name] = attribute
            values[who] = {"SS": sorted(members)}
            if number < len(self.taken):
                adding.append(f"{name} {who}")
                condition.append(f"(attribute_not_exists({name}) OR size({name}) <= :r{number})")
                values[f":r{number}"] = {"N": str(self.capacity - len(members))}
            else:
                deleting.append(f"{name} {who}")
        clauses = [f"{verb} {', '.join(parts)}" for verb, parts in (("ADD", adding), ("DELETE", deleting)) if parts]
        request = {
            "Key": {"pk": {"S": partition}, "sk": {"S": "META"}},
            "UpdateExpression": " ".join(clauses),
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
        }
        if condition:
            request["ConditionExpression"] = " AND ".join(condition)
        return Operation("Update", request, SlotFull)
