"""A client made of the pruned data does what one made of the full data does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore import xform_name
from botocore.config import Config
from botocore.loaders import Loader

from imigrasi.adapters.dynamo.attributes import attribute, unmarshal
from local import pruning
from tests.unit.build.samples import SAMPLES

REGION = "ap-southeast-3"
REGIONS = (REGION, "us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1")
OPERATIONS = [(service, operation) for service, names in pruning.OPERATIONS.items() for operation in names]
#: What differs between any two requests: the time, a random id, and the signature over the time.
#: Likewise, in a body, the token that lets a transaction be repeated.
CHANGING = ("amz-sdk-invocation-id", "X-Amz-Date", "Authorization")
S3: dict[str, Any] = {"signature_version": "s3v4", "s3": {"addressing_style": "virtual"}}


@pytest.fixture(scope="session")
def full() -> Any:
    return botocore.session.Session()


@pytest.fixture(scope="session")
def small(pruned: Path) -> Any:
    """A session that knows the pruned data only."""
    session = botocore.session.Session()
    loader = Loader(extra_search_paths=[str(pruned / "botocore" / "data")], include_default_search_paths=False)
    session.register_component("data_loader", loader)
    return session


def client(session: Any, service: str, region: str = REGION) -> Any:
    config = Config(region_name=region, retries={"mode": "standard"}, **(S3 if service == "s3" else {}))
    return session.create_client(
        service, config=config, aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret"
    )


class Sent(Exception):
    """A request, caught on its way out."""

    def __init__(self, request: Any) -> None:
        super().__init__()
        self.request = request


def sent(made: Any, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """What would go over the wire, without what changes by itself."""

    def catch(request: Any, **_more: Any) -> None:
        raise Sent(request)

    made.meta.events.register_first("before-send", catch)
    with pytest.raises(Sent) as caught:
        getattr(made, xform_name(operation))(**parameters)
    request = caught.value.request
    headers = {name: value for name, value in request.headers.items() if name not in CHANGING}
    scope = re.sub(r"/\d{8}/|Signature=\w+", "", str(request.headers.get("Authorization")))
    body = request.body.read() if hasattr(request.body, "read") else request.body
    body = re.sub(rb'"ClientRequestToken": "[^"]+"', b"", body) if isinstance(body, bytes) else body
    return {"method": request.method, "url": request.url, "headers": headers, "scope": scope, "body": body}


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("service", pruning.OPERATIONS)
def test_every_service_keeps_its_address(full: Any, small: Any, service: str, region: str) -> None:
    one, other = client(full, service, region), client(small, service, region)
    assert one.meta.endpoint_url == other.meta.endpoint_url
    assert one.meta.config.region_name == other.meta.config.region_name


@pytest.mark.parametrize(("service", "operation"), OPERATIONS)
def test_every_request_is_the_same_on_the_wire(full: Any, small: Any, service: str, operation: str) -> None:
    parameters = SAMPLES[service, operation]
    assert sent(client(small, service), operation, parameters) == sent(client(full, service), operation, parameters)


def test_an_upload_policy_is_the_same(full: Any, small: Any) -> None:
    def policy(session: Any) -> tuple[str, set[str]]:
        signed = client(session, "s3").generate_presigned_post(
            Bucket="incoming", Key="a/${filename}", Fields={"Content-Type": "image/png"}, Conditions=[], ExpiresIn=60
        )
        return signed["url"], set(signed["fields"])

    assert policy(small) == policy(full)
    assert policy(small)[0] == f"https://incoming.s3.{REGION}.amazonaws.com/"


@pytest.mark.parametrize(("service", "operation"), OPERATIONS)
def test_every_answer_and_every_fault_is_read_the_same(full: Any, small: Any, service: str, operation: str) -> None:
    one, other = (client(session, service).meta.service_model.operation_model(operation) for session in (full, small))
    assert shapes(other.output_shape) == shapes(one.output_shape)
    assert [shapes(fault) for fault in other.error_shapes] == [shapes(fault) for fault in one.error_shapes]


def shapes(shape: Any) -> dict[str, Any]:
    """Every shape that is reached, by name, with all that parsers look at."""
    found: dict[str, Any] = {}
    waiting = [shape] if shape is not None else []
    while waiting:
        current = waiting.pop()
        if current.name in found:
            continue
        below = dict(_below(current))
        told = (current.type_name, current.serialization, current.metadata)
        found[current.name] = (told, {name: (part.name, part.serialization) for name, part in below.items()})
        waiting += below.values()
    return found


def _below(shape: Any) -> Iterator[tuple[str, Any]]:
    if shape.name == "AttributeValue":
        yield from ((kind, shape.members[kind]) for kind in pruning.ATTRIBUTE_KINDS)
    elif shape.type_name == "structure":
        yield from shape.members.items()
    elif shape.type_name == "list":
        yield "member", shape.member
    elif shape.type_name == "map":
        yield from (("key", shape.key), ("value", shape.value))


def test_the_kinds_of_attributes_are_those_that_items_are_made_of(small: Any) -> None:
    kept = client(small, "dynamodb").meta.service_model.shape_for("AttributeValue").members
    assert set(kept) == set(pruning.ATTRIBUTE_KINDS)
    made = {kind for value in ("text", 1, True, b"bytes") for kind in attribute(value)}
    assert made | {"SS"} == set(pruning.ATTRIBUTE_KINDS)
    with pytest.raises(TypeError, match="kind M is not used"):
        unmarshal({"name": {"M": {}}})


@pytest.mark.parametrize("name", ["list_objects_v2", "list_object_versions"])
def test_paginators_are_kept(small: Any, name: str) -> None:
    assert client(small, "s3").can_paginate(name)


def test_an_operation_that_does_not_exist_is_a_fault() -> None:
    model = {"metadata": {"serviceId": "X"}, "operations": {}, "shapes": {}}
    with pytest.raises(pruning.PackageChanged, match="X has no Fly"):
        pruning.pruned_model(model, ("Fly",))


def test_a_member_called_documentation_is_not_taken_for_a_help_text() -> None:
    members = {"documentation": {"shape": "Text", "documentation": "help"}}
    model = {
        "metadata": {},
        "operations": {"Do": {"input": {"shape": "In"}, "documentation": "help"}},
        "shapes": {"In": {"type": "structure", "members": members}, "Text": {"type": "string"}, "Lost": {}},
    }
    kept = pruning.pruned_model(model, ("Do",))
    assert kept["operations"] == {"Do": {"input": {"shape": "In"}}}
    assert kept["shapes"]["In"]["members"] == {"documentation": {"shape": "Text"}}
    assert set(kept["shapes"]) == {"In", "Text"}
