"""A headless Chromium, driven over WebDriver; the tests here are skipped nowhere: they need one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService

_FLAGS = (
    "--headless=new",
    "--no-sandbox",  # CI runs as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1200,1600",
)


class Browser(Chrome):
    """A browser that remembers what its pages complained about."""

    def complaints(self) -> list[str]:
        """Errors and warnings in the console since they were last asked for."""
        return [entry["message"] for entry in self.get_log("browser")]

    def requests(self) -> list[str]:
        """Addresses that pages asked for since they were last asked for, from the network log."""
        entries = (json.loads(e["message"])["message"] for e in self.get_log("performance"))
        return [
            entry["params"]["request"]["url"]
            for entry in entries
            if entry["method"] == "Network.requestWillBeSent"
        ]


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    options = ChromeOptions()
    for flag in (*_FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.binary_location = _found("chromium", "chromium-browser", "google-chrome")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    made = Browser(options=options, service=ChromeService(_found("chromedriver")))
    made.implicitly_wait(60)
    yield made
    made.quit()


def _found(*names: str) -> str:
    for name in names:
        path = shutil.which(name)
        if path:
            return str(Path(path))
    raise RuntimeError(f"none of {', '.join(names)} is installed: make test-browser does that")
