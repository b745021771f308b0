"""The CDK app. `python -m infra.app` writes the assembly of one stage: context `stage`, default local.

CDK's own variables work as usual: CDK_OUTDIR (where to), CDK_CONTEXT_JSON, CDK_VALIDATION=false (without the rules).
"""

import json
from pathlib import Path

from aws_cdk import App, DefaultStackSynthesizer, Validations
from cdk_nag import AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks

from infra.stacks.data import DataStack
from infra.stacks.edge import EdgeStack
from infra.stacks.operations import OperationsStack
from infra.stacks.service.stack import ServiceStack, Sources
from infra.stacks.site import SiteStack
from infra.stage import STAGES, Stage

ROOT = Path(__file__).parent.parent


def create_app(stage: Stage | None = None, sources: Sources | None = None) -> App:
    """The app of one stage, by default the one named in the context and made of this repository's code."""
    flags = json.loads((ROOT / "cdk.json").read_text())["context"]
    app = App(
        context=flags,
        # The check for a bootstrapped account is the deployer's; the local cloud has none.
        default_stack_synthesizer=DefaultStackSynthesizer(generate_bootstrap_version_rule=False),
    )
    Validations.of(app).add_plugins(AwsSolutionsChecks(app), NIST80053R5Checks(app), ServerlessChecks(app))
    stage = stage or STAGES[app.node.try_get_context("stage") or "local"]
    sources = sources or repository_sources(stage)
    data = DataStack(app, stage)
    service = ServiceStack(app, stage, data, sources)
    SiteStack(app, stage, data, service, sources)
    OperationsStack(app, stage, service)
    if stage.web_acl:
        EdgeStack(app, stage)
    return app


def repository_sources(stage: Stage) -> Sources:
    return Sources(
        functions=ROOT / "functions", layers=ROOT / ".build" / stage.build, site=ROOT / "web" / "dist"
    )


if __name__ == "__main__":
    create_app().synth()
