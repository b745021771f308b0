"""Findings of the rule packs that we accept, each with its reason in full."""

from aws_cdk import Acknowledgment, Validations
from constructs import IConstruct

PACKS = {"AwsSolutions": "AwsSolutions", "NIST.800.53.R5": "NIST.800.53.R5", "Serverless": "Serverless"}


def acknowledge(construct: IConstruct, reason: str, *rules: str) -> None:
    """Accepts `rules` (such as `AwsSolutions-S1`) on a construct and everything below it, for this reason."""
    Validations.of(construct).acknowledge(*(Acknowledgment(id=_qualified(rule), reason=reason) for rule in rules))


def _qualified(rule: str) -> str:
    pack = next(prefix for prefix in PACKS if rule.startswith(prefix))
    return f"{PACKS[pack]}::{rule}"
