"""The officers' console on this machine: hosts dashboards and runbooks as CloudWatch and Systems Manager do."""
