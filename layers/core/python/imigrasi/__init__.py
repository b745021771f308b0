"""Imigrasi Lebong: immigration services for a small, remote regency.

Imports go one way: functions → entrypoint → adapters → usecases → domain.
"""
