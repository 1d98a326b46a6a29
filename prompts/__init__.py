"""Prompts and policies: data in TOML, and the loader that checks them."""
