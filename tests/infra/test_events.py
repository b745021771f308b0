"""Rules listen for events that the product really raises."""

from tests.infra.assembly import ROOT, Assembly

CORE = ROOT / "layers/core/python/imigrasi"


def test_every_routed_event_is_raised_somewhere(either: Assembly) -> None:
    source = "".join(file.read_text() for file in CORE.rglob("*.py"))
    for rule in either.all("AWS::Events::Rule"):
        pattern = rule.properties["EventPattern"]
        if pattern["source"] == ["imigrasi.lebong"]:
            assert [it for it in pattern["detail-type"] if f'"{it}"' not in source] == [], rule.id


def test_our_rules_listen_on_our_bus(either: Assembly) -> None:
    bus = either.one("AWS::Events::EventBus")
    for rule in either.all("AWS::Events::Rule"):
        if rule.properties["EventPattern"]["source"] == ["imigrasi.lebong"]:
            assert either.text(rule.properties["EventBusName"]) == f"<{bus.id}>"


def test_the_rules_source_is_the_one_the_relay_writes(either: Assembly) -> None:
    source = "".join(file.read_text() for file in CORE.rglob("*.py"))
    assert '"imigrasi.lebong"' in source


def test_sweeps_run_as_often_as_the_stage_says(either: Assembly) -> None:
    stage = either.stage
    rates = {
        it.properties["Name"].removeprefix(stage.named("")): it.properties["ScheduleExpression"]
        for it in either.all("AWS::Scheduler::Schedule")
    }
    minutes = {
        "due-work": stage.due_work_minutes,
        "payment-reconciliation": stage.reconciliation_minutes,
        "workflow-rescue": stage.rescue_minutes,
        "document-purge": stage.purge_minutes,
    }
    assert rates == {name: f"rate({n} minute{'' if n == 1 else 's'})" for name, n in minutes.items()}
