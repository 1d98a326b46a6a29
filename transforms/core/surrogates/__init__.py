"""Invented values that take the place of private ones: same type and format, chosen by a keyed hash, never the original."""
