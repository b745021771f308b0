"""How large a page is, what of it is shown, and which side is up: settled once, so that every reader sees the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from pikepdf import Array, Dictionary, Object, Page

from imigrasi.domain.refusal import Refusal
from imigrasi.usecases.document_ports import Unfit

#: Points: 200 inches, the most that readers must take (ISO 32000-2, annex C).
_LONGEST_SIDE = 14_400
#: Nodes above a page.
_DEEPEST = 100

Box = tuple[float, float, float, float]


def settle_boxes(page: Page) -> None:
    """Of a page that says nothing sensible of what is shown, all is; nothing beyond the page is shown. Raises Unfit."""
    sheet = _box(_inherited(page.obj, "/MediaBox"))
    if sheet is None:
        raise Unfit(Refusal.UNREADABLE)
    if not _is_usable(sheet):
        raise Unfit(Refusal.PDF_TOO_COMPLEX)
    shown = _box(_inherited(page.obj, "/CropBox"))
    common = _common(sheet, shown) if shown is not None else sheet
    turned = _number(_inherited(page.obj, "/Rotate"))
    page.obj.MediaBox = Array(sheet)
    page.obj.CropBox = Array(common if _is_usable(common) else sheet)
    page.obj.Rotate = int(turned) % 360 if turned is not None and turned % 90 == 0 else 0
    if "/UserUnit" in page.obj:  # sizes are told in it, and seen in the same proportions without
        del page.obj["/UserUnit"]


def _inherited(page: Object, key: str) -> Object | None:
    node: Object | None = page
    for _ in range(_DEEPEST):
        if not isinstance(node, Dictionary):
            return None
        if key in node:
            return node.get(key)
        node = node.get("/Parent")
    return None


def _box(value: Object | None) -> Box | None:
    """Left, lower, right and upper edge, in points; None for what are no four numbers."""
    numbers = [_number(each) for each in value] if isinstance(value, Array) else []
    if len(numbers) != 4 or None in numbers:
        return None
    left, lower, right, upper = (number or 0.0 for number in numbers)
    return min(left, right), min(lower, upper), max(left, right), max(lower, upper)


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _common(one: Box, other: Box) -> Box:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _is_usable(box: Sequence[float]) -> bool:
    return all(1 <= upper - lower <= _LONGEST_SIDE for lower, upper in zip(box[:2], box[2:], strict=True))
