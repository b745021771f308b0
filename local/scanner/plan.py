"""What a malware protection plan does with an object: scan it, tag it, and tell the account's bus."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from local.scanner.engine import Engine, Result, Status

TAG = "GuardDutyMalwareScanStatus"
DETAIL_TYPE = "GuardDuty Malware Protection Object Scan Result"
#: How each result is called as the status of the scan itself.
SCAN_STATUS = {
    Status.NO_THREATS_FOUND: "COMPLETED",
    Status.THREATS_FOUND: "COMPLETED",
    Status.UNSUPPORTED: "SKIPPED",
    Status.ACCESS_DENIED: "FAILED",
    Status.FAILED: "FAILED",
}

Event = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """`objects`: an S3 client that signs as the plan's own role. `tell`: puts an event on the account's bus."""

    objects: Any
    bucket: str
    engine: Engine
    tell: Callable[[Event], object]
    account: str
    region: str

    def scan(self, key: str, version: str) -> Status:
        """The tag first, then the event: whoever hears of a verdict finds it on the object."""
        result, etag = self._judged(key, version)
        tags = {"TagSet": [{"Key": TAG, "Value": result.status.value}]}
        self.objects.put_object_tagging(Bucket=self.bucket, Key=key, VersionId=version, Tagging=tags)
        self.tell(self._event(key, version, etag, result))
        return result.status

    def is_judged(self, key: str, version: str) -> bool:
        tags = self.objects.get_object_tagging(Bucket=self.bucket, Key=key, VersionId=version)["TagSet"]
        return any(tag["Key"] == TAG for tag in tags)

    def _judged(self, key: str, version: str) -> tuple[Result, str]:
        try:
            found = self.objects.get_object(Bucket=self.bucket, Key=key, VersionId=version)
            return self.engine.scan(found["Body"].read()), found["ETag"].strip('"')
        except ClientError as refused:
            if refused.response["Error"]["Code"] != "AccessDenied":
                raise
            return Result(Status.ACCESS_DENIED), ""

    def _event(self, key: str, version: str, etag: str, result: Result) -> Event:
        """As the user guide shows it: "Monitoring S3 object scans with Amazon EventBridge"."""
        owner = f"arn:aws:guardduty:{self.region}:{self.account}:malware-protection-plan"
        return {
            "version": "0",
            "id": str(uuid.uuid4()),
            "detail-type": DETAIL_TYPE,
            "source": "aws.guardduty",
            "account": self.account,
            "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "region": self.region,
            "resources": [f"{owner}/local"],
            "detail": {
                "schemaVersion": "1.0",
                "scanStatus": SCAN_STATUS[result.status],
                "resourceType": "S3_OBJECT",
                "s3ObjectDetails": {
                    "bucketName": self.bucket,
                    "objectKey": key,
                    "eTag": etag,
                    "versionId": version,
                    "s3Throttled": False,
                },
                "scanResultDetails": {
                    "scanResultStatus": result.status.value,
                    "threats": [{"name": name} for name in result.threats] or None,
                },
            },
        }
