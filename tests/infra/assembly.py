"""A synthesised stage, as tests ask about it: resources by type, references followed across stacks, permissions."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from infra.app import create_app
from infra.stacks.service.stack import Sources
from infra.stage import Stage
from local.build import LAYERS

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Resource:
    stack: str  # data, service, site, operations, edge
    id: str
    type: str
    properties: Mapping[str, Any]


@dataclass(frozen=True)
class Permission:
    """One allowed action on one resource, `resource` as `text` prints it; conditions flattened to JSON."""

    action: str
    resource: str
    conditions: str


@dataclass(frozen=True)
class Function:
    name: str  # as its folder is called
    resource: Resource
    permissions: frozenset[Permission]

    def may(self, action: str, resource: str) -> bool:
        return any(granted.action == action and granted.resource == resource for granted in self.permissions)

    def resources(self, *prefixes: str) -> set[str]:
        """What the function may do anything of `prefixes` (services or actions) with."""
        return {granted.resource for granted in self.permissions if granted.action.startswith(prefixes)}


class Assembly:
    """The templates of one stage."""

    def __init__(self, stage: Stage, templates: Mapping[str, Any]) -> None:
        self.stage = stage
        self.templates = templates

    @classmethod
    def of(cls, stage: Stage, folder: Path) -> "Assembly":
        """Synthesises `stage` into `folder`, with the repository's functions and empty layers."""
        layers = folder / "layers"
        for layer in LAYERS:
            (layers / layer / "python").mkdir(parents=True)
        sources = Sources(functions=ROOT / "functions", layers=layers, site=folder / "site")
        out = folder / "out"
        create_app(stage, sources, outdir=out).synth()
        prefix = stage.named("")
        files = out.glob("*.template.json")
        return cls(
            stage, {file.name.removeprefix(prefix).partition(".")[0]: json.loads(file.read_text()) for file in files}
        )

    @cached_property
    def resources(self) -> list[Resource]:
        return [
            Resource(stack, name, body["Type"], body.get("Properties", {}))
            for stack, template in self.templates.items()
            for name, body in template["Resources"].items()
        ]

    def all(self, kind: str) -> list[Resource]:
        found = [resource for resource in self.resources if resource.type == kind]
        assert found, f"no {kind} in the templates"
        return found

    def one(self, kind: str, part: str = "") -> Resource:
        [resource] = [resource for resource in self.all(kind) if part in resource.id]
        return resource

    def ref(self, resource: Resource, attribute: str = "Arn") -> str:
        """How `text` prints a reference to the resource's attribute."""
        return f"<{resource.id}.{attribute}>"

    def text(self, value: Any) -> str:
        """A property as one string: references as `<LogicalId.Attribute>`, imports followed to what they name."""
        if not isinstance(value, Mapping):
            return str(value)
        if "Fn::Join" in value:
            separator, parts = value["Fn::Join"]
            return str(separator).join(self.text(part) for part in parts)
        if "Fn::GetAtt" in value:
            return f"<{'.'.join(value['Fn::GetAtt'])}>"
        if "Ref" in value:
            return f"<{value['Ref']}>"
        if "Fn::ImportValue" in value:
            return self.text(self._exports[value["Fn::ImportValue"]])
        return json.dumps(value)

    @cached_property
    def _exports(self) -> dict[str, Any]:
        return {
            output["Export"]["Name"]: output["Value"]
            for template in self.templates.values()
            for output in template.get("Outputs", {}).values()
            if "Export" in output
        }

    @cached_property
    def functions(self) -> dict[str, Function]:
        prefix = self.stage.named("")
        found = {}
        for resource in self.all("AWS::Lambda::Function"):
            name = resource.properties["FunctionName"].removeprefix(prefix).replace("-", "_")
            role = self.text(resource.properties["Role"]).strip("<>").partition(".")[0]
            found[name] = Function(name, resource, frozenset(self.permissions(role)))
        return found

    def permissions(self, role: str) -> Iterator[Permission]:
        """What the role's policies allow (denials only take away)."""
        for policy in self.all("AWS::IAM::Policy"):
            if f"<{role}>" in map(self.text, policy.properties["Roles"]):
                for statement in policy.properties["PolicyDocument"]["Statement"]:
                    if statement["Effect"] == "Allow":
                        yield from self._permitted(statement)

    def _permitted(self, statement: Mapping[str, Any]) -> Iterator[Permission]:
        for action in as_list(statement["Action"]):
            for resource in as_list(statement["Resource"]):
                yield Permission(action, self.text(resource), json.dumps(statement.get("Condition", {})))


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
