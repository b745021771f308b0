"""The site stack: the distribution that citizens and gateways reach, with the site's bucket and the API behind it."""

from aws_cdk import CfnOutput, CfnParameter, SecretValue, Stack
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from constructs import Construct

from infra.components.acknowledgement import acknowledge
from infra.components.site import (
    API_PATHS,
    api_headers,
    api_origin,
    content_security_policy,
    pages_function,
    site_bucket,
    site_headers,
)
from infra.stacks.data import DataStack
from infra.stacks.service.stack import ServiceStack, Sources
from infra.stage import REGION, Stage


class SiteStack(Stack):
    """On AWS it takes the edge stack's outputs as parameters: that stack stands in another region."""

    def __init__(
        self, scope: Construct, stage: Stage, data: DataStack, service: ServiceStack, sources: Sources
    ) -> None:
        super().__init__(
            scope,
            stage.named("site"),
            env={"account": stage.account, "region": REGION},
            description="Imigrasi Lebong: public site and API on one origin",
        )
        self._stage = stage
        self.bucket = site_bucket(self, stage, data.access_logs.bucket_name)
        secret = SecretValue.secrets_manager(service.origin_secret_arn, json_field="current")
        self._api = api_origin(stage, service.api.api_id, REGION, secret.unsafe_unwrap())
        self._pages = pages_function(self, sources.site)
        policy = content_security_policy(stage, data.incoming.bucket_regional_domain_name, sources.site)
        self._site_headers = site_headers(self, stage, policy)
        self._api_headers = api_headers(self, stage)
        self.distribution = self._distribution()
        self._accepted()
        CfnOutput(self, "SiteBucket", value=self.bucket.bucket_name)
        CfnOutput(self, "DistributionId", value=self.distribution.distribution_id)
        CfnOutput(self, "DistributionDomain", value=self.distribution.distribution_domain_name)

    def _distribution(self) -> cloudfront.Distribution:
        stage = self._stage
        domain, certificate = self._domain()
        return cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"Imigrasi Lebong ({stage.name})",
            default_root_object="index.html",
            default_behavior=self._site_behaviour(),
            additional_behaviors={path: self._api_behaviour() for path in API_PATHS},
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            domain_names=[domain] if domain else None,
            certificate=certificate,
            web_acl_id=self._web_acl(),
        )

    def _site_behaviour(self) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=origins.S3BucketOrigin.with_origin_access_control(
                # With the right to list, a missing file is a 404 and not a 403.
                self.bucket,
                origin_access_levels=[cloudfront.AccessLevel.READ, cloudfront.AccessLevel.LIST],
            ),
            viewer_protocol_policy=self._viewer_protocol(cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS),
            cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
            compress=True,
            response_headers_policy=self._site_headers,
            function_associations=[
                cloudfront.FunctionAssociation(function=self._pages, event_type=event)
                for event in (
                    cloudfront.FunctionEventType.VIEWER_REQUEST,
                    cloudfront.FunctionEventType.VIEWER_RESPONSE,
                )
            ],
        )

    def _api_behaviour(self) -> cloudfront.BehaviorOptions:
        """Nothing is cached, everything but Host is passed on: gateways sign headers and raw bodies."""
        return cloudfront.BehaviorOptions(
            origin=self._api,
            viewer_protocol_policy=self._viewer_protocol(cloudfront.ViewerProtocolPolicy.HTTPS_ONLY),
            allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
            cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
            origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
            response_headers_policy=self._api_headers,
            compress=True,
        )

    def _viewer_protocol(self, on_aws: cloudfront.ViewerProtocolPolicy) -> cloudfront.ViewerProtocolPolicy:
        return on_aws if self._stage.tls_only else cloudfront.ViewerProtocolPolicy.ALLOW_ALL

    def _domain(self) -> tuple[str | None, acm.ICertificate | None]:
        if not self._stage.domain:
            return None, None
        arn = CfnParameter(self, "CertificateArn", description="Output CertificateArn of the edge stack")
        return self._stage.domain, acm.Certificate.from_certificate_arn(self, "Certificate", arn.value_as_string)

    def _web_acl(self) -> str | None:
        if not self._stage.web_acl:
            return None
        return CfnParameter(self, "WebAclArn", description="Output WebAclArn of the edge stack").value_as_string

    def _accepted(self) -> None:
        acknowledge(
            self.distribution,
            "Applicants abroad and foreign visitors apply too, so no country is shut out; the web ACL limits rates.",
            "AwsSolutions-CFR1",
        )
        acknowledge(
            self.distribution,
            "Standard logs can't be delivered to a bucket in Jakarta, and addresses of citizens must not lie in "
            "another region; the API's access log and the bucket's access log record what was asked for.",
            "AwsSolutions-CFR3",
        )
        if not self._stage.on_aws:
            acknowledge(
                self.distribution,
                "Local stage: one machine without certificates, domain or web ACL; the others have all three.",
                "AwsSolutions-CFR2",
                "AwsSolutions-CFR4",
                "AwsSolutions-CFR5",
            )
