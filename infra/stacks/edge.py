"""The edge stack, in us-east-1: CloudFront wants its web ACL and certificate there, and budgets exist there."""

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_wafv2 as waf
from constructs import Construct

from infra.components.acknowledgement import acknowledge
from infra.stage import EDGE_REGION, Stage

MANAGED_RULES = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
)
# Per address and 5 minutes. Generous: a whole village may stand behind one operator's address.
REQUESTS = 3_000
TRACKING_REQUESTS = 300


class EdgeStack(Stack):
    def __init__(self, scope: Construct, stage: Stage) -> None:
        super().__init__(
            scope,
            stage.named("edge"),
            env={"account": stage.account, "region": EDGE_REGION},
            description="Imigrasi Lebong: web ACL and certificate for CloudFront",
        )
        acl = waf.CfnWebACL(
            self,
            "WebAcl",
            scope="CLOUDFRONT",
            default_action=waf.CfnWebACL.DefaultActionProperty(allow={}),
            visibility_config=_visible("all"),
            rules=[
                _rate_rule(0, "requests", REQUESTS, None),
                _rate_rule(1, "tracking", TRACKING_REQUESTS, "/v1/tracking"),
                *[_managed_rule(2 + number, name) for number, name in enumerate(MANAGED_RULES)],
            ],
        )
        acknowledge(
            acl,
            "Logs of the web ACL would stand in us-east-1 with the addresses of citizens, which must stay in "
            "Indonesia. Metrics per rule are kept, and blocked requests are sampled for three hours.",
            "NIST.800.53.R5-WAFv2LoggingEnabled",
        )
        CfnOutput(self, "WebAclArn", value=acl.attr_arn)
        if stage.domain:
            certificate = acm.Certificate(
                self, "Certificate", domain_name=stage.domain, validation=acm.CertificateValidation.from_dns()
            )
            CfnOutput(self, "CertificateArn", value=certificate.certificate_arn)
        if stage.monthly_budget_usd:
            _budget(self, stage, stage.monthly_budget_usd)


def _budget(scope: Stack, stage: Stage, usd: int) -> None:
    """Budgets, too, are known in few regions; this one watches the whole account."""
    budgets.CfnBudget(
        scope,
        "Budget",
        budget=budgets.CfnBudget.BudgetDataProperty(
            budget_name=stage.named("monthly"),
            budget_type="COST",
            time_unit="MONTHLY",
            budget_limit=budgets.CfnBudget.SpendProperty(amount=usd, unit="USD"),
        ),
    )


def _managed_rule(priority: int, name: str) -> waf.CfnWebACL.RuleProperty:
    # Answers to a long form exceed the common set's 8 KB: the API has its own limit, so that rule only counts.
    counted = [
        waf.CfnWebACL.RuleActionOverrideProperty(
            name="SizeRestrictions_BODY", action_to_use=waf.CfnWebACL.RuleActionProperty(count={})
        )
    ]
    return waf.CfnWebACL.RuleProperty(
        name=name,
        priority=priority,
        override_action=waf.CfnWebACL.OverrideActionProperty(none={}),
        statement=waf.CfnWebACL.StatementProperty(
            managed_rule_group_statement=waf.CfnWebACL.ManagedRuleGroupStatementProperty(
                vendor_name="AWS",
                name=name,
                rule_action_overrides=counted if name == "AWSManagedRulesCommonRuleSet" else None,
            )
        ),
        visibility_config=_visible(name),
    )


def _rate_rule(priority: int, name: str, limit: int, path: str | None) -> waf.CfnWebACL.RuleProperty:
    return waf.CfnWebACL.RuleProperty(
        name=name,
        priority=priority,
        action=waf.CfnWebACL.RuleActionProperty(block={}),
        statement=waf.CfnWebACL.StatementProperty(
            rate_based_statement=waf.CfnWebACL.RateBasedStatementProperty(
                aggregate_key_type="IP", limit=limit, scope_down_statement=_under(path) if path else None
            )
        ),
        visibility_config=_visible(name),
    )


def _under(path: str) -> waf.CfnWebACL.StatementProperty:
    return waf.CfnWebACL.StatementProperty(
        byte_match_statement=waf.CfnWebACL.ByteMatchStatementProperty(
            field_to_match=waf.CfnWebACL.FieldToMatchProperty(uri_path={}),
            positional_constraint="STARTS_WITH",
            search_string=path,
            text_transformations=[waf.CfnWebACL.TextTransformationProperty(priority=0, type="NONE")],
        )
    )


def _visible(name: str) -> waf.CfnWebACL.VisibilityConfigProperty:
    return waf.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=True
    )
