"""Files that wait for the malware scan: a folder of the incoming bucket that GuardDuty watches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from imigrasi.domain.document import Candidate, Document
from imigrasi.domain.scan import Verdict
from imigrasi.usecases.document_ports import Cleaned, Scan

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

FOLDER = "candidates/"
#: GuardDuty's user guide: "Monitoring S3 object scans", of objects by their tag and with EventBridge.
SOURCE = "aws.guardduty"
TAG = "GuardDutyMalwareScanStatus"
VERDICTS = {"NO_THREATS_FOUND": Verdict.CLEAN, "THREATS_FOUND": Verdict.INFECTED}
GONE = ("NoSuchKey", "NoSuchVersion")


class S3Candidates:
    """Candidates on S3. By the bucket's policy nobody but GuardDuty tags here, or reads what is not tagged as clean."""

    def __init__(self, client: S3Client, *, bucket: str, storage_key: str) -> None:
        self._client = client
        self._bucket = bucket
        self._storage_key = storage_key

    def put(self, document: Document, cleaned: Cleaned) -> str:
        answer = self._client.put_object(
            Bucket=self._bucket,
            Key=_key(document),
            Body=cleaned.content,
            ContentType=cleaned.content_type,
            ServerSideEncryption="aws:kms",
            SSEKMSKeyId=self._storage_key,
        )
        return answer["VersionId"]

    def verdict(self, document: Document, candidate: Candidate) -> Verdict:
        try:
            answer = self._client.get_object_tagging(
                Bucket=self._bucket, Key=_key(document), VersionId=candidate.version
            )
        except ClientError as error:
            if error.response["Error"]["Code"] not in GONE:
                raise
            return Verdict.NONE
        said = {tag["Key"]: tag["Value"] for tag in answer["TagSet"]}
        return VERDICTS.get(said.get(TAG, ""), Verdict.NONE)

    def content(self, document: Document, candidate: Candidate) -> bytes:
        answer = self._client.get_object(Bucket=self._bucket, Key=_key(document), VersionId=candidate.version)
        return answer["Body"].read()


def scan_of(detail: Mapping[str, Any], bucket: str) -> Scan | None:
    """The scan that an event is about; None where it is about no document of ours."""
    told = detail.get("s3ObjectDetails") or {}
    folder, _, name = str(told.get("objectKey", "")).partition("/")
    application_id, _, document_id = name.partition("/")
    if told.get("bucketName") != bucket or f"{folder}/" != FOLDER or not document_id:
        return None
    return Scan(application_id, document_id, str(told.get("versionId", "")))


def _key(document: Document) -> str:
    return f"{FOLDER}{document.application_id}/{document.document_id}"
