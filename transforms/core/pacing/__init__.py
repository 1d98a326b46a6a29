"""Pace: holds calls to what the service allows, given or found out."""
