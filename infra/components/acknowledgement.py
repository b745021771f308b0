"""Findings of the rule packs that we accept, each with its reason in full."""

from collections.abc import Mapping
from typing import Any

from aws_cdk import Acknowledgment, Stack, Validations
from constructs import IConstruct

PACKS = ("AwsSolutions", "NIST.800.53.R5", "Serverless")


def acknowledge(construct: IConstruct, reason: str, *rules: str) -> None:
    """Accepts `rules` (such as `AwsSolutions-S1`) on a construct and everything below it, for this reason."""
    Validations.of(construct).acknowledge(*(Acknowledgment(id=_qualified(rule), reason=reason) for rule in rules))


def wildcard_finding(stack: Stack, resource: str) -> str:
    """The finding that the packs make of a policy resource with a wildcard in it."""
    return f"AwsSolutions-IAM5[Resource::{_flattened(stack.resolve(resource))}]"


def _flattened(value: Any) -> str:
    """A resolved string as the packs print it: `<LogicalId.Attribute>` for references, an import by its name."""
    if not isinstance(value, Mapping):
        return str(value)
    (function, argument), *_ = value.items()
    match function:
        case "Fn::Join":
            separator, parts = argument
            return str(separator).join(_flattened(part) for part in parts)
        case "Fn::GetAtt":
            return f"<{'.'.join(argument)}>"
        case "Ref":
            return f"<{argument}>"
        case "Fn::ImportValue":
            return _flattened(argument)
    raise ValueError(f"no known print of {function}")


def _qualified(rule: str) -> str:
    pack = next(pack for pack in PACKS if rule.startswith(pack))
    return f"{pack}::{rule}"
