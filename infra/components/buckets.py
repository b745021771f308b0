"""What all our buckets have in common."""

from typing import cast

from aws_cdk import aws_s3 as s3


def deliver_access_logs(bucket: s3.Bucket, *, to: str) -> None:
    """Sends the bucket's access log to the bucket named `to`.

    Written on the resource: the construct would also add each source to the log bucket's policy, a cycle across stacks.
    """
    resource = cast("s3.CfnBucket", bucket.node.default_child)
    resource.logging_configuration = s3.CfnBucket.LoggingConfigurationProperty(
        destination_bucket_name=to, log_file_prefix=f"{bucket.node.id.lower()}/"
    )


def announce_objects(bucket: s3.Bucket) -> None:
    """Tells the account's event bus of every object that is put into the bucket.

    Written on the resource: the construct's own switch would add a function that changes buckets.
    """
    resource = cast("s3.CfnBucket", bucket.node.default_child)
    resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
        event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(event_bridge_enabled=True)
    )
