"""The CDK app. `python -m infra.app` writes the assembly of one stage: context `stage`, default local.

CDK's own variables work as usual: CDK_OUTDIR (where to), CDK_CONTEXT_JSON, CDK_VALIDATION=false (without the rules).
"""

import json
import os
from pathlib import Path

from aws_cdk import App, DefaultStackSynthesizer, Validations
from cdk_nag import AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks

from infra.components.acknowledgement import acknowledge
from infra.stacks.data import DataStack
from infra.stacks.edge import EdgeStack
from infra.stacks.operations import OperationsStack
from infra.stacks.service.stack import ServiceStack, Sources
from infra.stacks.site import SiteStack
from infra.stage import STAGES, Stage

ROOT = Path(__file__).parent.parent


def create_app(stage: Stage | None = None, sources: Sources | None = None, outdir: Path | None = None) -> App:
    """The app of one stage, by default the one named in the context and made of this repository's code."""
    flags = json.loads((ROOT / "cdk.json").read_text())["context"]
    app = App(
        context=flags,
        outdir=str(outdir) if outdir else None,
        # The check for a bootstrapped account is the deployer's; the local cloud has none.
        default_stack_synthesizer=DefaultStackSynthesizer(generate_bootstrap_version_rule=False),
    )
    add_rules(app)
    acknowledge(
        app,
        "Each role has one policy of its own, made of the grants written beside its function; as a managed policy it "
        "could be attached elsewhere.",
        "NIST.800.53.R5-IAMNoInlinePolicy",
    )
    stage = stage or STAGES[app.node.try_get_context("stage") or "local"]
    if not stage.tls_only:
        acknowledge(
            app,
            "Local stage: the engine serves plain http on the loopback address and enforces denials of it.",
            "AwsSolutions-S10",
            "AwsSolutions-SQS4",
            "AwsSolutions-SNS3",
            "NIST.800.53.R5-S3BucketSSLRequestsOnly",
        )
    sources = sources or repository_sources(stage)
    data = DataStack(app, stage)
    service = ServiceStack(app, stage, data, sources)
    SiteStack(app, stage, data, service, sources)
    OperationsStack(app, stage, data, service)
    if stage.web_acl:
        EdgeStack(app, stage)
    return app


def add_rules(app: App) -> None:
    """The packs that every synthesis answers to, unless CDK_VALIDATION=false."""
    if os.environ.get("CDK_VALIDATION") == "false":
        return  # the variable silences CDK's own rules only
    Validations.of(app).add_plugins(AwsSolutionsChecks(app), NIST80053R5Checks(app), ServerlessChecks(app))


def repository_sources(stage: Stage) -> Sources:
    return Sources(functions=ROOT / "functions", layers=ROOT / ".build" / stage.build, site=ROOT / "web" / "dist")


if __name__ == "__main__":
    create_app().synth()
