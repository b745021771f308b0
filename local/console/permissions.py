"""What an officer may do here: decided from the template's own policies, as IAM decides (a denial wins)."""

import re
from collections.abc import Mapping
from typing import Any

from local.automation import Refused
from local.home import ACCOUNT, REGION, Home
from local.officers import OFFICERS


def dashboard_arn(name: str) -> str:
    return f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/{name}"


def definition_arn(document: str) -> str:
    return f"arn:aws:ssm:{REGION}:{ACCOUNT}:automation-definition/{document}:$DEFAULT"


def check(home: Home, officer: str, action: str, resource: str) -> None:
    """Raises Refused, as AWS would answer."""
    if not may(home, officer, action, resource):
        raise Refused("AccessDeniedException", f"{officer} is not authorized to perform {action} on {resource}.")


def may(home: Home, officer: str, action: str, resource: str) -> bool:
    statements = policy_of(home, officer)
    effects = {statement["Effect"] for statement in statements if applies(statement, action, resource)}
    return effects == {"Allow"}


def policy_of(home: Home, officer: str) -> list[dict[str, Any]]:
    """The statements of the officer's permission set; none where the installation has no such policy."""
    known = OFFICERS.get(officer)
    if known is None:
        return []
    role = known.permission_set.removeprefix("Imigrasi").lower()
    policies: dict[str, list[dict[str, Any]]] = home.read("deployed.json").get("policies", {})
    return next((statements for name, statements in policies.items() if name.endswith(f"-{role}")), [])


def applies(statement: Mapping[str, Any], action: str, resource: str) -> bool:
    if not covered(statement["Action"], action):
        return False
    if "NotResource" in statement:
        return not covered(statement["NotResource"], resource)
    return covered(statement["Resource"], resource)


def covered(patterns: Any, value: str) -> bool:
    """Whether one of the patterns (`*` is anything) fits. References that stay unresolved fit nothing."""
    listed = patterns if isinstance(patterns, list) else [patterns]
    texts = (each for each in listed if isinstance(each, str))
    return any(re.fullmatch(re.escape(each).replace(r"\*", ".*"), value) for each in texts)
