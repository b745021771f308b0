"""One origin for site and API; nothing else reaches the API; the not-found page is the site's only."""

import base64
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from infra.components import site
from infra.stage import LOCAL
from tests.infra.assembly import ROOT, Assembly

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
ROUTE = re.compile(r'"((?:DELETE|GET|PATCH|POST|PUT) /v1[^"]*)"')


def _distribution(assembly: Assembly) -> dict[str, object]:
    return dict(assembly.one("AWS::CloudFront::Distribution").properties["DistributionConfig"])


def test_the_api_sends_each_function_exactly_the_routes_it_answers(either: Assembly) -> None:
    """Nothing catches all: a route that no handler names, or that none is sent, is a mistake."""
    integrations = {
        f"integrations/<{it.id}>": either.text(it.properties["IntegrationUri"])
        for it in either.all("AWS::ApiGatewayV2::Integration")
    }
    served: dict[str, set[str]] = {}
    for route in either.all("AWS::ApiGatewayV2::Route"):
        function = integrations[either.text(route.properties["Target"])]
        served.setdefault(function, set()).add(route.properties["RouteKey"])
    answered = {
        either.ref(function.resource): set(ROUTE.findall((ROOT / "functions" / name / "handler.py").read_text()))
        for name, function in either.functions.items()
    }
    assert served == {function: routes for function, routes in answered.items() if routes}


def test_the_api_is_throttled_and_logs_neither_path_nor_address(either: Assembly) -> None:
    stage = either.one("AWS::ApiGatewayV2::Stage").properties
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] == either.stage.requests_per_second
    log = stage["AccessLogSettings"]["Format"]
    assert json.loads(log)["route"] == "$context.routeKey"
    assert not [word for word in ("path", "sourceIp", "userAgent", "identity", "header") if word in log]


def test_calls_to_the_api_pass_whole_and_are_never_cached(either: Assembly) -> None:
    config = json.loads(json.dumps(_distribution(either)))
    behaviours = {it["PathPattern"]: it for it in config["CacheBehaviors"]}
    assert set(behaviours) == {"/v1/*", "/v1.0/*"}
    for behaviour in behaviours.values():
        assert behaviour["CachePolicyId"] == CACHING_DISABLED
        assert behaviour["OriginRequestPolicyId"] == ALL_VIEWER_EXCEPT_HOST_HEADER
        assert "POST" in behaviour["AllowedMethods"]
        assert "FunctionAssociations" not in behaviour


def test_no_error_page_replaces_an_answer_of_the_api(either: Assembly) -> None:
    assert "CustomErrorResponses" not in _distribution(either)


def test_the_origin_secret_travels_by_reference_only(either: Assembly) -> None:
    config = json.loads(json.dumps(_distribution(either)))
    [headers] = [it["OriginCustomHeaders"] for it in config["Origins"] if "OriginCustomHeaders" in it]
    [header] = headers
    assert header["HeaderName"] == "x-origin-secret"
    value = either.text(header["HeaderValue"])
    assert value.startswith("{{resolve:secretsmanager:<OriginSecret")
    assert value.endswith(":SecretString:current::}}")


def test_the_sites_bucket_answers_the_distribution_only(either: Assembly) -> None:
    bucket = either.one("AWS::S3::Bucket", "Site")
    [policy] = [
        it for it in either.all("AWS::S3::BucketPolicy") if either.text(it.properties["Bucket"]) == f"<{bucket.id}>"
    ]
    allowed = [it for it in policy.properties["PolicyDocument"]["Statement"] if it["Effect"] == "Allow"]
    assert {json.dumps(it["Principal"]) for it in allowed} == {'{"Service": "cloudfront.amazonaws.com"}'}
    assert all("AWS:SourceArn" in json.dumps(it["Condition"]) for it in allowed)


def test_the_content_policy_names_our_origin_and_the_incoming_bucket_only(production: Assembly) -> None:
    headers = production.one("AWS::CloudFront::ResponseHeadersPolicy", "Site").properties
    security = headers["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    policy = production.text(security["ContentSecurityPolicy"]["ContentSecurityPolicy"])
    directives = dict(part.partition(" ")[::2] for part in policy.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == "'self'"
    assert "unsafe" not in policy
    incoming = production.one("AWS::S3::Bucket", "Incoming").id
    assert directives["connect-src"] == f"'self' https://<{incoming}.RegionalDomainName>"
    assert directives["form-action"] == directives["connect-src"]
    assert security["StrictTransportSecurity"]["IncludeSubdomains"] is True


def test_a_style_inside_a_page_is_admitted_by_its_digest_and_nothing_else_is(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<style>body{}</style><script>alert(1)</script>")
    policy = site.content_security_policy(LOCAL, "bucket", tmp_path)
    digest = base64.b64encode(hashlib.sha256(b"body{}").digest()).decode()
    assert f"style-src 'self' 'sha256-{digest}';" in policy
    assert "script-src 'self';" in policy


def test_on_aws_there_is_a_firewall_and_only_modern_tls(production: Assembly) -> None:
    config = json.loads(json.dumps(_distribution(production)))
    assert production.text(config["WebACLId"]) == "<WebAclArn>"
    assert config["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert {config["DefaultCacheBehavior"]["ViewerProtocolPolicy"]} == {"redirect-to-https"}
    acl = production.one("AWS::WAFv2::WebACL").properties
    assert any("RateBasedStatement" in rule["Statement"] for rule in acl["Rules"])


def test_locally_the_distribution_finds_the_api_on_this_machine(local: Assembly) -> None:
    config = json.loads(json.dumps(_distribution(local)))
    [origin] = [it for it in config["Origins"] if it["DomainName"] == "localhost"]
    assert origin["CustomOriginConfig"]["HTTPPort"] == site.LOCAL_CLOUD_PORT
    assert local.text(origin["OriginPath"]).startswith("/_aws/execute-api/<Api")


def _answer(event_type: str, uri: str, pages: list[str]) -> dict[str, object]:
    code = Path(site.__file__).with_name("pages.js").read_text()
    code = code.replace("__PAGES__", json.dumps(dict.fromkeys(pages, 1)))
    event = {
        "context": {"eventType": event_type},
        "request": {"uri": uri},
        "response": {"statusCode": 200},
    }
    script = f"{code}\nconsole.log(JSON.stringify(handler({json.dumps(event)})));"
    node = str(Path(sys.executable).with_name("node"))
    done = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True)
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


BUILT = ["/index.html", "/404.html", "/layanan/index.html"]


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("/", "/index.html"),
        ("/layanan/", "/layanan/index.html"),
        ("/layanan/index.html", "/layanan/index.html"),
        ("/assets/app.3f2a.js", "/assets/app.3f2a.js"),
        ("/nowhere", "/404.html"),
        ("/nowhere/", "/404.html"),
        ("/constructor", "/404.html"),
        ("/gone.html", "/404.html"),
    ],
)
def test_a_path_leads_to_its_page_or_the_not_found_page(asked: str, served: str) -> None:
    assert _answer("viewer-request", asked, BUILT)["uri"] == served


def test_a_page_without_its_slash_is_sent_to_the_one_with() -> None:
    answer = _answer("viewer-request", "/layanan", BUILT)
    assert answer["statusCode"] == 301
    assert answer["headers"] == {"location": {"value": "/layanan/"}}


@pytest.mark.parametrize(("uri", "status"), [("/", 200), ("/app.js", 200), ("/nowhere/", 404), ("/404.html", 404)])
def test_the_not_found_page_says_so_in_its_status(uri: str, status: int) -> None:
    assert _answer("viewer-response", uri, BUILT)["statusCode"] == status
