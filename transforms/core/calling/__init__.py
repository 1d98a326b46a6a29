"""Calls to a model's service: how they end, are tried again, and wait while the service fails."""
