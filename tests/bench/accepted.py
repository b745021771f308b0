"""Lines that may be over their budget: up to which value, and why. Nothing else may, and these no further."""

from __future__ import annotations

CONSISTENT = (
    "a decision on an older state, or a task token not seen yet, would stop an application, so commands, the "
    "workflow and the queues' consumers read strongly consistently: seven dollars per million applications"
)
UNNAMED = (
    "GuardDuty charges 215 USD for a million scanned objects, and every document is one: 493 of these are the malware "
    "scan. Transitions and writes are below their shares (175 of 200, 168 of 175); the rest holds what the budget's "
    "shares do not name: documents in S3 (75), logs of every transition (30), bus (21), CloudFront (19), traces (16)"
)

ACCEPTED: dict[str, tuple[float, str]] = {
    "read units per application": (60, CONSISTENT),
    "cost per million applications": (1_160, UNNAMED),
}
