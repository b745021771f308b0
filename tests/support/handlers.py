"""The deployed handlers, loaded from `functions/` as Lambda loads them: once per process."""

from __future__ import annotations

import functools
import importlib.util
import inspect
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = ROOT / "functions"
#: Functions behind the HTTP API.
HTTP = ("intake", "status", "upload", "payment", "payment_callback", "appointment", "file_viewing")

Handler = Callable[[dict[str, Any], Any], Any]


def names() -> list[str]:
    """Every function there is."""
    return sorted(path.parent.name for path in FUNCTIONS.glob("*/handler.py"))


@functools.cache
def module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"function_{name}", FUNCTIONS / name / "handler.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def handler(name: str) -> Handler:
    found: Handler = module(name).handler
    return found


@functools.cache
def routes() -> dict[str, str]:
    """Route key → function, as the handlers themselves declare them."""
    return {route: name for name in HTTP for route in inspect.getclosurevars(handler(name)).nonlocals["routes"]}
