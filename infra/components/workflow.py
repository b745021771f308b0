"""The state machine that officers read: it waits and sequences, and never decides.

Each state is one wait for a task token on the function `stage`. A wait ends by success (the usual next state) or by a
named error, which is caught: another state, or an end. Any other error fails the execution, and `workflow_rescue`
starts the next round at the stored stage. ASL in JSONPath.
"""

from typing import Any

from infra.stage import Stage

STATES = ("Review", "Examination", "Payment", "Attendance", "Adjudication", "Production", "Handover")
ENDS = ("Returned", "Rejected", "Withdrawn", "Lapsed", "Cancelled", "Superseded")

# The usual next state; Handover ends.
NEXT = {
    "Review": "Payment",
    "Examination": "Adjudication",
    "Payment": "Attendance",
    "Attendance": "Adjudication",
    "Adjudication": "Production",
    "Production": "Handover",
}
# Where else a wait may lead: the examined path (lost and damaged passports) pays and attends last.
DIVERSIONS = {"Review": "Examination", "Adjudication": "Payment", "Attendance": "Production"}

# Lambda's own passing faults, as AWS lists them; the function's errors are not retried but end the execution.
RETRY = {
    "ErrorEquals": [
        "Lambda.ClientExecutionTimeoutException",
        "Lambda.ServiceException",
        "Lambda.AWSLambdaException",
        "Lambda.SdkClientException",
        "Lambda.TooManyRequestsException",
    ],
    "IntervalSeconds": 2,
    "MaxAttempts": 6,
    "BackoffRate": 2,
    "MaxDelaySeconds": 60,
    "JitterStrategy": "FULL",
}


def definition(stage: Stage) -> dict[str, Any]:
    """The machine; `${StageFunction}` stands for the function's ARN.

    Input: {"application_id", "round", "stage"}, the stage being the state this round starts in.
    """
    return {
        "Comment": "One round of one application",
        "QueryLanguage": "JSONPath",
        "StartAt": "Resume",
        "States": {
            "Resume": {
                "Type": "Choice",
                "Choices": [{"Variable": "$.stage", "StringEquals": state, "Next": state} for state in STATES],
            },
            **{state: _wait(state, stage.stage_wait_seconds) for state in STATES},
            **{end: {"Type": "Succeed"} for end in ENDS},
        },
    }


def _wait(state: str, seconds: int) -> dict[str, Any]:
    diversions = [DIVERSIONS[state]] if state in DIVERSIONS else []
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Parameters": {
            "FunctionName": "${StageFunction}",
            "Payload": {
                "application_id.$": "$.application_id",
                "round.$": "$.round",
                "stage": state,
                "token.$": "$$.Task.Token",
            },
        },
        "TimeoutSeconds": seconds,
        "ResultPath": None,
        "Retry": [RETRY],
        "Catch": [
            # The wait re-reads the stored state, escalates, and goes on waiting.
            _caught("States.Timeout", state),
            *[_caught(name, name) for name in (*diversions, *ENDS)],
        ],
        **({"Next": NEXT[state]} if state in NEXT else {"End": True}),
    }


def _caught(error: str, state: str) -> dict[str, Any]:
    return {"ErrorEquals": [error], "Next": state, "ResultPath": None}
