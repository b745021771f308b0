"""An HTTP API with explicit routes: one integration and one permission per function, nothing catches all."""

from collections.abc import Sequence

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.components.acknowledgement import acknowledge
from infra.components.python_function import RETENTION, Platform, PythonFunction

# The route, not the path: a path holds an application's number. No address either.
ACCESS_LOG = (
    '{"request_id":"$context.requestId","route":"$context.routeKey","status":"$context.status",'
    '"latency":"$context.responseLatency","integration_latency":"$context.integrationLatency",'
    '"length":"$context.responseLength","error":"$context.error.responseType","time":"$context.requestTime"}'
)


class HttpApi(Construct):
    """The API behind the distribution. Its own address stays reachable, so functions check the origin's secret."""

    def __init__(self, scope: Construct, platform: Platform) -> None:
        super().__init__(scope, "Api")
        stage = platform.stage
        self.api = apigw.CfnApi(
            self, "Api", name=stage.named("api"), protocol_type="HTTP", description="Citizens and gateways, /v1"
        )
        self.api_id = self.api.ref
        access_log = logs.LogGroup(
            self,
            "AccessLog",
            log_group_name=f"/aws/vendedlogs/{stage.named('api')}",
            retention=RETENTION[stage.log_days],
            encryption_key=platform.storage_key,
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.stage = apigw.CfnStage(
            self,
            "Stage",
            api_id=self.api_id,
            stage_name="$default",
            auto_deploy=True,
            default_route_settings=apigw.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=stage.requests_per_second,
                throttling_burst_limit=2 * stage.requests_per_second,
                detailed_metrics_enabled=True,
            ),
            access_log_settings=apigw.CfnStage.AccessLogSettingsProperty(
                destination_arn=access_log.log_group_arn, format=ACCESS_LOG
            ),
        )
        self._server_error_alarm(platform)

    def serve(self, function: PythonFunction, routes: Sequence[str]) -> None:
        """Sends these routes (`POST /v1/applications`) to the function."""
        stack = Stack.of(self)
        integration = apigw.CfnIntegration(
            function,
            "Integration",
            api_id=self.api_id,
            integration_type="AWS_PROXY",
            integration_uri=function.function.function_arn,
            payload_format_version="2.0",
        )
        lambda_.CfnPermission(
            function,
            "FromApi",
            action="lambda:InvokeFunction",
            function_name=function.function.function_arn,
            principal="apigateway.amazonaws.com",
            source_arn=f"arn:aws:execute-api:{stack.region}:{stack.account}:{self.api_id}/*/*",
        )
        for number, route_key in enumerate(routes):
            route = apigw.CfnRoute(
                function,
                f"Route{number}",
                api_id=self.api_id,
                route_key=route_key,
                target=f"integrations/{integration.ref}",
            )
            acknowledge(
                route,
                "Citizens have no accounts: the function compares the origin's secret, then the access key of the "
                "one application (or the gateway's signature, or an officer's one-time code), and answers 404, 401.",
                "AwsSolutions-APIG4",
            )

    def _server_error_alarm(self, platform: Platform) -> None:
        alarm = cloudwatch.Alarm(
            self,
            "ServerErrors",
            alarm_description="API: server errors in 5 minutes",
            metric=cloudwatch.Metric(
                namespace="AWS/ApiGateway",
                metric_name="5xx",
                dimensions_map={"ApiId": self.api_id},
                statistic="Sum",
            ),
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(platform.alarms))
