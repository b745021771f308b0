"""docs/openapi.json describes the deployed API: its routes, all of them, as they are today."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from local import openapi
from tests.infra.assembly import ROOT, Assembly

DOCUMENT = json.loads((ROOT / openapi.FILE).read_text())
METHODS = ("get", "post", "put", "delete")


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, described in DOCUMENT["paths"].items():
        yield from ((f"{method.upper()} {path}", described[method]) for method in METHODS if method in described)


def test_the_file_is_what_is_written_today() -> None:
    told = "docs/openapi.json is out of date: .venv/bin/python -m local.openapi"
    assert (ROOT / openapi.FILE).read_text() == openapi.rendered(), told


def test_every_deployed_route_is_described_and_no_other(production: Assembly) -> None:
    deployed = {route.properties["RouteKey"] for route in production.all("AWS::ApiGatewayV2::Route")}
    assert {route for route, _ in operations()} == deployed


@pytest.mark.parametrize(("route", "operation"), list(operations()), ids=lambda it: it if isinstance(it, str) else "")
def test_an_operation_says_what_is_taken_and_what_may_come(route: str, operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    assert {"403", "429", "500"} <= answers.keys()
    assert ("413" in answers) == ("requestBody" in operation and "callbacks" not in route)
    named = {part[1:-1] for part in route.split("/") if part.startswith("{")}
    assert {it["name"] for it in operation["parameters"] if it["in"] == "path"} == named
    assert ("404" in answers) or not named or route.split(" ")[1] in (openapi.FORMS, openapi.FILES)


def test_what_is_referred_to_is_there_and_is_a_schema() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    prefix = openapi.TEMPLATE.format(model="")
    referred = set(_references(DOCUMENT))
    assert referred
    assert {reference.removeprefix(prefix) for reference in referred} == schemas.keys()
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for below in node.values():
            yield from _references(below)
    elif isinstance(node, list):
        for below in node:
            yield from _references(below)
