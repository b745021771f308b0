"""The usual way to write the status route: resource, resolver with validation, Tracer, all at import.

Measured beside our functions; nothing else uses it.
"""

import os
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from pydantic import BaseModel

app = APIGatewayHttpResolver(enable_validation=True)
log = Logger()
tracer = Tracer()
table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])


class View(BaseModel):
    application_id: str
    status: str
    stage: str
    version: int


@app.get("/v1/applications/<application_id>")
@tracer.capture_method
def read(application_id: str) -> View:
    item = table.get_item(Key={"pk": f"APP#{application_id}", "sk": "META"})["Item"]
    return View(
        application_id=application_id,
        status=str(item["status"]),
        stage=str(item["stage"]),
        version=int(str(item["version"])),
    )


@tracer.capture_lambda_handler
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    log.info("read", extra={"route": event["routeKey"]})
    return app.resolve(event, context)
