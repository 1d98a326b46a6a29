"""Repositories as they are stored: a folder, a tar, a zip, bare git; one readable file for each."""
