"""One request of every operation in use, with every kind of value that the product sends."""

from __future__ import annotations

from typing import Any

ITEM = {"pk": {"S": "APP#1"}, "sk": {"S": "META"}, "n": {"N": "1"}, "b": {"B": b"\0\1"}, "yes": {"BOOL": True}}
KEY = {"pk": {"S": "APP#1"}, "sk": {"S": "META"}}
VALUES = {":me": {"SS": ["a", "b"]}}
ARN = "arn:aws:states:ap-southeast-3:123456789012:stateMachine:m"
EXECUTION = "arn:aws:states:ap-southeast-3:123456789012:execution:m:e"
KEY_ARN = "arn:aws:kms:ap-southeast-3:123456789012:key/0"
QUEUE = "https://sqs.ap-southeast-3.amazonaws.com/123456789012/q"
CONTEXT = {"application_id": "LBG-0000-0000-0", "section": "file"}
TEXT = {"Data": "Halo", "Charset": "UTF-8"}

SAMPLES: dict[tuple[str, str], dict[str, Any]] = {
    ("dynamodb", "BatchGetItem"): {"RequestItems": {"t": {"Keys": [KEY], "ConsistentRead": True}}},
    ("dynamodb", "GetItem"): {"TableName": "t", "Key": KEY, "ConsistentRead": True},
    ("dynamodb", "PutItem"): {"TableName": "t", "Item": ITEM, "ConditionExpression": "attribute_not_exists(pk)"},
    ("dynamodb", "Query"): {
        "TableName": "t",
        "IndexName": "due",
        "KeyConditionExpression": "due_pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": "relay#1"}},
        "Limit": 100,
        "ExclusiveStartKey": KEY,
    },
    ("dynamodb", "TransactWriteItems"): {
        "TransactItems": [
            {"Put": {"TableName": "t", "Item": ITEM}},
            {
                "Update": {
                    "TableName": "t",
                    "Key": KEY,
                    "UpdateExpression": "ADD #s :me",
                    "ExpressionAttributeNames": {"#s": "s0900"},
                    "ExpressionAttributeValues": VALUES,
                }
            },
            {"ConditionCheck": {"TableName": "t", "Key": KEY, "ConditionExpression": "attribute_exists(pk)"}},
        ]
    },
    ("dynamodb", "UpdateItem"): {"TableName": "t", "Key": KEY, "UpdateExpression": "REMOVE relay"},
    ("events", "PutEvents"): {
        "Entries": [{"Source": "s", "DetailType": "d", "Detail": "{}", "EventBusName": "b"}],
    },
    ("kms", "Decrypt"): {"KeyId": KEY_ARN, "CiphertextBlob": b"\0\1", "EncryptionContext": CONTEXT},
    ("kms", "Encrypt"): {"KeyId": KEY_ARN, "Plaintext": b"\0\1", "EncryptionContext": CONTEXT},
    ("kms", "GenerateMac"): {"KeyId": KEY_ARN, "MacAlgorithm": "HMAC_SHA_256", "Message": b"nik\n1"},
    ("logs", "FilterLogEvents"): {
        "logGroupName": "/aws/lambda/f",
        "startTime": 1,
        "filterPattern": "{ $.application_id = 1 }",
        "limit": 50,
    },
    ("s3", "CreateBucket"): {"Bucket": "incoming"},
    ("s3", "GetObject"): {"Bucket": "incoming", "Key": "a/b/00000", "VersionId": "v1"},
    ("s3", "GetObjectTagging"): {"Bucket": "incoming", "Key": "candidates/a/b", "VersionId": "v1"},
    ("s3", "HeadBucket"): {"Bucket": "incoming"},
    ("s3", "DeleteObject"): {"Bucket": "vault", "Key": "a/b", "VersionId": "v1"},
    ("s3", "ListObjectVersions"): {"Bucket": "incoming", "Prefix": "a/b/"},
    ("s3", "ListObjectsV2"): {"Bucket": "incoming", "Prefix": "a/b/"},
    ("s3", "PutObject"): {
        "Bucket": "vault",
        "Key": "a/b",
        "Body": b"bytes",
        "ContentType": "image/jpeg",
        "ServerSideEncryption": "aws:kms",
        "SSEKMSKeyId": KEY_ARN,
    },
    ("secretsmanager", "GetSecretValue"): {"SecretId": "origin"},
    ("sesv2", "SendEmail"): {
        "FromEmailAddress": "a@example.com",
        "Destination": {"ToAddresses": ["b@example.com"]},
        "Content": {"Simple": {"Subject": TEXT, "Body": {"Text": TEXT}}},
    },
    ("sns", "Publish"): {"PhoneNumber": "+6281200000001", "Message": "Halo"},
    ("sqs", "SendMessage"): {"QueueUrl": QUEUE, "MessageBody": "{}"},
    ("ssm", "GetAutomationExecution"): {"AutomationExecutionId": "00000000-0000-4000-8000-000000000000"},
    ("stepfunctions", "DescribeExecution"): {"executionArn": EXECUTION},
    ("stepfunctions", "DescribeStateMachine"): {"stateMachineArn": ARN},
    ("stepfunctions", "GetExecutionHistory"): {"executionArn": EXECUTION, "maxResults": 100, "reverseOrder": True},
    ("stepfunctions", "ListExecutions"): {"stateMachineArn": ARN, "statusFilter": "FAILED"},
    ("stepfunctions", "SendTaskFailure"): {"taskToken": "t", "error": "Returned", "cause": "stored outcome"},
    ("stepfunctions", "SendTaskSuccess"): {"taskToken": "t", "output": "{}"},
    ("stepfunctions", "StartExecution"): {"stateMachineArn": ARN, "name": "n", "input": "{}"},
}
