"""Secrets: named in options, fetched on the worker that needs them."""
