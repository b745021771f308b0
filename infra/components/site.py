"""The public site and the API on one origin: a private bucket and the HTTP API behind one distribution."""

import base64
import hashlib
import json
import re
from pathlib import Path

from aws_cdk import Duration, Fn, RemovalPolicy
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.components.acknowledgement import acknowledge
from infra.components.buckets import deliver_access_logs
from infra.stage import Stage

API_PATHS = ("/v1/*", "/v1.0/*")  # ours, and the paths that BI SNAP fixes
ORIGIN_HEADER = "x-origin-secret"
LOCAL_CLOUD_PORT = 4566  # the local runner writes the port it chose in its place
FUNCTION_BYTES = 10_240  # CloudFront's limit for one function


def site_bucket(scope: Construct, stage: Stage, access_logs: str) -> s3.Bucket:
    """The built site. Nothing secret lies here, so SSE-S3: a customer key would need the distribution in its policy."""
    bucket = s3.Bucket(
        scope,
        "Site",
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        encryption=s3.BucketEncryption.S3_MANAGED,
        enforce_ssl=stage.tls_only,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        versioned=True,
        lifecycle_rules=[s3.LifecycleRule(noncurrent_version_expiration=Duration.days(35))],
        removal_policy=RemovalPolicy.DESTROY,
    )
    deliver_access_logs(bucket, to=access_logs)
    acknowledge(
        bucket,
        "The bucket holds only what is published, and every build makes it anew from the repository.",
        "NIST.800.53.R5-S3BucketReplicationEnabled",
        "NIST.800.53.R5-S3DefaultEncryptionKMS",
    )
    return bucket


def pages_function(scope: Construct, built: Path) -> cloudfront.Function:
    """Knows the pages of the build at `built`; before there is one, every path is not found.

    Raises ValueError when the list of pages outgrows a CloudFront Function.
    """
    pages = {f"/{page.relative_to(built).as_posix()}": 1 for page in sorted(built.rglob("*.html"))}
    source = (Path(__file__).with_name("pages.js")).read_text()
    code = source.replace("__PAGES__", json.dumps(pages, separators=(",", ":")))
    if len(code.encode()) > FUNCTION_BYTES:
        raise ValueError(f"{len(pages)} pages need {len(code)} bytes: move the list to a CloudFront key-value store")
    return cloudfront.Function(
        scope,
        "Pages",
        code=cloudfront.FunctionCode.from_inline(code),
        runtime=cloudfront.FunctionRuntime.JS_2_0,
        comment="Built pages and the not-found page",
    )


def api_origin(stage: Stage, api_id: str, region: str, secret: str) -> origins.HttpOrigin:
    """The API, with the header that tells it the call came through this distribution."""
    headers = {ORIGIN_HEADER: secret}
    if stage.on_aws:
        return origins.HttpOrigin(
            f"{api_id}.execute-api.{region}.amazonaws.com",
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
            origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
            custom_headers=headers,
        )
    return origins.HttpOrigin(
        "localhost",
        http_port=LOCAL_CLOUD_PORT,
        protocol_policy=cloudfront.OriginProtocolPolicy.HTTP_ONLY,
        origin_path=Fn.join("", ["/_aws/execute-api/", api_id, "/$default"]),
        custom_headers=headers,
    )


def content_security_policy(stage: Stage, upload_host: str, built: Path) -> str:
    """Everything from our own origin; documents may also be posted to the incoming bucket, and nowhere else.

    Styles written inside a page save a round trip on a slow line: each is admitted by its digest. Scripts are files.
    """
    uploads = f"https://{upload_host}" if stage.on_aws else "http://127.0.0.1:*"
    directives = [
        "default-src 'none'",
        "script-src 'self'",
        " ".join(["style-src 'self'", *inline_styles(built)]),
        "font-src 'self'",
        "img-src 'self' blob: data:",
        f"connect-src 'self' {uploads}",
        f"form-action 'self' {uploads}",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        *(["upgrade-insecure-requests"] if stage.tls_only else []),
    ]
    return "; ".join(directives)


def inline_styles(built: Path) -> list[str]:
    """The digests of all `<style>` elements in the built pages, as a content policy writes them."""
    pages = (page.read_text() for page in built.rglob("*.html"))
    found = {style for page in pages for style in re.findall(r"<style>(.*?)</style>", page, re.DOTALL)}
    return sorted(f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" for style in found)


def site_headers(scope: Construct, stage: Stage, policy: str) -> cloudfront.ResponseHeadersPolicy:
    return cloudfront.ResponseHeadersPolicy(
        scope,
        "SiteHeaders",
        response_headers_policy_name=stage.named("site"),
        security_headers_behavior=_security_headers(policy),
        custom_headers_behavior=cloudfront.ResponseCustomHeadersBehavior(
            custom_headers=[
                _custom("permissions-policy", "camera=(self), geolocation=(), microphone=(), payment=()"),
                _custom("cross-origin-opener-policy", "same-origin"),
                _custom("cross-origin-resource-policy", "same-origin"),
            ]
        ),
    )


def api_headers(scope: Construct, stage: Stage) -> cloudfront.ResponseHeadersPolicy:
    """For the API's answers, which set their own cache and content policy where they are pages."""
    return cloudfront.ResponseHeadersPolicy(
        scope,
        "ApiHeaders",
        response_headers_policy_name=stage.named("api"),
        security_headers_behavior=_security_headers(None),
    )


def _security_headers(policy: str | None) -> cloudfront.ResponseSecurityHeadersBehavior:
    return cloudfront.ResponseSecurityHeadersBehavior(
        content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
            content_security_policy=policy, override=True
        )
        if policy
        else None,
        content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
        frame_options=cloudfront.ResponseHeadersFrameOptions(
            frame_option=cloudfront.HeadersFrameOption.DENY, override=True
        ),
        referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
            referrer_policy=cloudfront.HeadersReferrerPolicy.NO_REFERRER, override=True
        ),
        strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
            access_control_max_age=Duration.days(730), include_subdomains=True, preload=True, override=True
        ),
    )


def _custom(header: str, value: str) -> cloudfront.ResponseCustomHeader:
    return cloudfront.ResponseCustomHeader(header=header, value=value, override=True)
