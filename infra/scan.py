"""What GuardDuty's malware scan of documents is told and tells, without CDK: the local stand-in reads it too."""

from typing import Any

CANDIDATES = "candidates/"  # where documents wait for their scan, in the incoming bucket
SESSION = "GuardDutyMalwareProtection"  # what GuardDuty calls its session of the plan's role
SOURCE = "aws.guardduty"
RESULT = "GuardDuty Malware Protection Object Scan Result"


def results(bucket: Any) -> dict[str, Any]:
    """The detail of events that tell of a scan in our folder of `bucket` (a name, or a reference to one)."""
    return {"s3ObjectDetails": {"bucketName": [bucket], "objectKey": [{"prefix": CANDIDATES}]}}
