"""Nothing is silently discarded: every asynchronous edge ends in dead letters, and every dead letter rings."""

from imigrasi.entrypoint.metrics import CODES_LOW, NAMESPACE
from tests.infra.assembly import Assembly, Resource

SCHEDULED = {"due_work", "payment_reconciliation", "workflow_rescue", "document_purge"}
MAX_RECEIVES = 4


def _dead(assembly: Assembly) -> list[Resource]:
    return [it for it in assembly.all("AWS::SQS::Queue") if it.properties["QueueName"].endswith("-dead")]


def _dead_arns(assembly: Assembly) -> set[str]:
    return {assembly.ref(queue) for queue in _dead(assembly)}


def test_every_work_queue_has_its_own_dead_letters(either: Assembly) -> None:
    dead = {queue.id for queue in _dead(either)}
    used = []
    for queue in either.all("AWS::SQS::Queue"):
        if queue.id not in dead:
            redrive = queue.properties["RedrivePolicy"]
            assert redrive["maxReceiveCount"] == MAX_RECEIVES
            used.append(either.text(redrive["deadLetterTargetArn"]))
    assert len(used) == len(set(used))
    assert set(used) <= _dead_arns(either)


def test_every_dead_letter_queue_has_an_alarm_on_its_first_message(either: Assembly) -> None:
    watched = {
        either.text(alarm.properties["Dimensions"][0]["Value"])
        for alarm in either.all("AWS::CloudWatch::Alarm")
        if alarm.properties["MetricName"] == "ApproximateNumberOfMessagesVisible" and alarm.properties["Threshold"] == 1
    }
    assert watched == {either.ref(queue, "QueueName") for queue in _dead(either)}


def test_every_rule_keeps_what_it_cannot_deliver(either: Assembly) -> None:
    for rule in either.all("AWS::Events::Rule"):
        [target] = rule.properties["Targets"]
        assert either.text(target["DeadLetterConfig"]["Arn"]) in _dead_arns(either), rule.id


def test_rules_may_send_to_the_dead_letters_they_name(either: Assembly) -> None:
    for rule in either.all("AWS::Events::Rule"):
        [target] = rule.properties["Targets"]
        for arn in (target["Arn"], target["DeadLetterConfig"]["Arn"]):
            queue = either.text(arn).strip("<>").partition(".")[0]
            policies = [
                statement
                for policy in either.all("AWS::SQS::QueuePolicy")
                if f"<{queue}>" in map(either.text, policy.properties["Queues"])
                for statement in policy.properties["PolicyDocument"]["Statement"]
            ]
            assert any(it["Principal"] == {"Service": "events.amazonaws.com"} for it in policies), queue


def test_every_schedule_keeps_what_it_cannot_deliver(either: Assembly) -> None:
    schedules = either.all("AWS::Scheduler::Schedule")
    assert len(schedules) == len(SCHEDULED)
    for schedule in schedules:
        target = schedule.properties["Target"]
        assert either.text(target["DeadLetterConfig"]["Arn"]) in _dead_arns(either)
        assert target["RetryPolicy"]["MaximumRetryAttempts"] >= 1


def test_functions_that_are_invoked_asynchronously_have_dead_letters(either: Assembly) -> None:
    with_dead_letters = {
        function.name
        for function in either.functions.values()
        if either.text(function.resource.properties.get("DeadLetterConfig", {}).get("TargetArn")) in _dead_arns(either)
    }
    assert with_dead_letters == SCHEDULED


def test_the_stream_sets_poison_batches_aside(either: Assembly) -> None:
    [mapping] = [it for it in either.all("AWS::Lambda::EventSourceMapping") if "StartingPosition" in it.properties]
    properties = mapping.properties
    assert either.text(properties["DestinationConfig"]["OnFailure"]["Destination"]) in _dead_arns(either)
    assert properties["BisectBatchOnFunctionError"] is True
    assert properties["MaximumRetryAttempts"] >= 1
    assert "relay" in properties["FilterCriteria"]["Filters"][0]["Pattern"]


def test_batches_report_exactly_what_failed(either: Assembly) -> None:
    for mapping in either.all("AWS::Lambda::EventSourceMapping"):
        assert mapping.properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"], mapping.id


def test_there_is_no_other_asynchronous_edge(either: Assembly) -> None:
    """Only the API invokes by permission; topics notify nobody, and two buckets tell the account's bus."""
    principals = {it.properties["Principal"] for it in either.all("AWS::Lambda::Permission")}
    assert principals == {"apigateway.amazonaws.com"}
    assert not [it for it in either.resources if it.type in {"AWS::SNS::Subscription", "AWS::Lambda::Url"}]
    notifying = [it for it in either.all("AWS::S3::Bucket") if "NotificationConfiguration" in it.properties]
    assert [(it.id.rstrip("0123456789ABCDEF"), it.properties["NotificationConfiguration"]) for it in notifying] == [
        (name, {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}) for name in ("Incoming", "Statements")
    ]


def test_settlement_files_reach_their_import_and_reports_do_not(either: Assembly) -> None:
    [rule] = [it for it in either.all("AWS::Events::Rule") if it.properties["EventPattern"]["source"] == ["aws.s3"]]
    pattern = rule.properties["EventPattern"]
    assert pattern["detail-type"] == ["Object Created"]
    assert either.text(pattern["detail"]["bucket"]["name"][0]) == f"<{either.one('AWS::S3::Bucket', 'Statements').id}>"
    assert pattern["detail"]["object"]["key"] == [{"prefix": "midtrans/"}, {"prefix": "simponi/"}]
    assert "StatementsQueue" in either.text(rule.properties["Targets"][0]["Arn"])


def test_a_message_stays_hidden_six_times_as_long_as_its_function_may_run(either: Assembly) -> None:
    timeouts = {f"<{it.resource.id}>": it.resource.properties["Timeout"] for it in either.functions.values()}
    queues = {either.ref(it): it.properties for it in either.all("AWS::SQS::Queue")}
    for mapping in either.all("AWS::Lambda::EventSourceMapping"):
        queue = queues.get(either.text(mapping.properties["EventSourceArn"]))
        if queue:
            timeout = timeouts[either.text(mapping.properties["FunctionName"])]
            assert queue["VisibilityTimeout"] >= 6 * timeout


def test_every_function_has_alarms_on_errors_and_throttles(either: Assembly) -> None:
    watched = {
        (either.text(alarm.properties["Dimensions"][0]["Value"]), alarm.properties["MetricName"])
        for alarm in either.all("AWS::CloudWatch::Alarm")
        if alarm.properties["Namespace"] == "AWS/Lambda"
    }
    functions = {f"<{function.resource.id}>" for function in either.functions.values()}
    assert watched == {(function, metric) for function in functions for metric in ("Errors", "Throttles")}


def test_an_alarm_rings_before_the_billing_codes_run_out(either: Assembly) -> None:
    [alarm] = [it for it in either.all("AWS::CloudWatch::Alarm") if it.properties["MetricName"] == CODES_LOW]
    assert (alarm.properties["Namespace"], alarm.properties["Threshold"]) == (NAMESPACE, 1)
    dimensions = {it["Name"]: it["Value"] for it in alarm.properties["Dimensions"]}
    assert dimensions == {"Stage": either.stage.name, "Gateway": "simponi"}


def test_every_alarm_tells_somebody(either: Assembly) -> None:
    topic = f"<{either.one('AWS::SNS::Topic').id}>"
    for alarm in either.all("AWS::CloudWatch::Alarm"):
        assert [either.text(it) for it in alarm.properties["AlarmActions"]] == [topic], alarm.id


def test_an_alarm_reaches_its_topic_through_policy_and_key(either: Assembly) -> None:
    """CloudWatch drops what it may not publish or encrypt, and the alarm still looks well."""
    [policy] = either.all("AWS::SNS::TopicPolicy")
    statements = policy.properties["PolicyDocument"]["Statement"]
    [publish] = [it for it in statements if it["Effect"] == "Allow"]
    assert publish["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert publish["Action"] == "sns:Publish"
    assert "cloudwatch.amazonaws.com" in _services_that_may_encrypt(either)


def test_a_rule_may_encrypt_what_it_sends(either: Assembly) -> None:
    assert "events.amazonaws.com" in _services_that_may_encrypt(either)


def test_only_our_account_may_send_to_our_queues(either: Assembly) -> None:
    for policy in either.all("AWS::SQS::QueuePolicy"):
        for statement in policy.properties["PolicyDocument"]["Statement"]:
            if statement["Effect"] == "Allow":
                keys = {key for block in statement["Condition"].values() for key in block}
                assert keys & {"aws:SourceAccount", "aws:SourceArn"}, policy.id


def _services_that_may_encrypt(assembly: Assembly) -> set[str]:
    """By the storage key's policy, which conditions on the source would silence: the services don't name it to KMS."""
    return {
        statement["Principal"]["Service"]
        for statement in assembly.one("AWS::KMS::Key", "StorageKey").properties["KeyPolicy"]["Statement"]
        if "Service" in statement["Principal"]
        and "kms:Decrypt" in statement["Action"]
        and any(action.startswith("kms:GenerateDataKey") for action in statement["Action"])
        and "Condition" not in statement
    }
