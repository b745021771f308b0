"""A function's environment. Read when first needed, so that a missing setting names itself."""

from __future__ import annotations

import os


class SettingMissing(RuntimeError):
    """The function was deployed without a setting that it uses."""


def setting(name: str) -> str:
    """Raises SettingMissing with the name."""
    value = os.environ.get(name)
    if not value:
        raise SettingMissing(name)
    return value
