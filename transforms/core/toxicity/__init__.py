"""Toxic language: what it is called, how it is scored, and how words become milder."""
