"""Invented values that take the place of private ones.

Same type and format, chosen by a keyed hash, never the original.
"""
