"""Runs on real runners: collected by `make test-distributed` alone, which makes what they need."""

import os

# Not by a mark: without the tools these tests cannot even begin, and skipping would hide that.
collect_ignore_glob = [] if os.environ.get("GDR_DISTRIBUTED") else ["test_*.py"]
