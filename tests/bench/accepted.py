"""Lines that may be over their budget: up to which value, and why. Nothing else may, and these no further."""

from __future__ import annotations

CONSISTENT = (
    "a decision on an older state, or a task token not seen yet, would stop an application, so commands, the "
    "workflow and the queues' consumers read strongly consistently: seven dollars per million applications"
)
UNNAMED = (
    "transitions and writes are below their shares (175 of 200, 159 of 175); the rest holds what the budget's "
    "shares do not name: documents in S3 (52), logs of every transition (30), CloudFront (19), traces (15)"
)

ACCEPTED: dict[str, tuple[float, str]] = {
    "read units per application": (60, CONSISTENT),
    "cost per million applications": (630, UNNAMED),
}
