"""Reusable parts of the stacks; each brings its own role, logs, alarms and dead letters."""
