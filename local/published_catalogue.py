"""The catalogue as the site publishes it: `/catalogue/services.json`, `/catalogue/gateways.json`, each with its JSON
Schema beside it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from local.home import ROOT

CATALOGUE = ROOT / "layers/core/python/imigrasi/catalogue"


def document() -> dict[str, Any]:
    """All services with their questions, documents and sources, the tariff, the offices, and what mobile data cost."""
    services = {}
    for file in sorted((CATALOGUE / "services").glob("*.json")):
        service = _read(file)
        del service["$schema"]
        services[service["code"]] = service
    return {
        "$schema": "services.schema.json",
        "services": services,
        "tariff": _read(CATALOGUE / "fees.json"),
        "offices": _read(CATALOGUE / "offices.json")["offices"],
        "mobile_data": _read(CATALOGUE / "mobile_data.json"),
    }


def schema() -> dict[str, Any]:
    service = _read(CATALOGUE / "service.schema.json")
    del service["$schema"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The published catalogue",
        "type": "object",
        "required": ["services", "tariff", "offices"],
        "properties": {
            "services": {"type": "object", "additionalProperties": {"$ref": "#/$defs/service"}},
            "tariff": {"type": "object", "required": ["currency", "source", "fees"]},
            "offices": {"type": "object"},
            "mobile_data": {"type": "object", "required": ["rupiah_per_megabyte", "year", "source", "verified"]},
        },
        "$defs": {"service": service | {"$defs": {}}, **service["$defs"]},
    }


def gateways() -> dict[str, Any]:
    """The ways to pay that are switched on, with their methods and legal basis."""
    found: dict[str, Any] = _read(CATALOGUE / "gateways.json")
    found["gateways"] = {code: gateway for code, gateway in found["gateways"].items() if gateway["enabled"]}
    return found


def documents() -> dict[str, Any]:
    """File name → content, of all that is published."""
    return {
        "services.json": document(),
        "services.schema.json": schema(),
        "gateways.json": gateways(),
        "gateways.schema.json": _read(CATALOGUE / "gateways.schema.json"),
    }


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))
