"""The pages in a real browser: they load without an error, filter, and run no text of a corpus."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from pipelines.page_options import ReviewOptions
from pipelines.report import make
from pipelines.review import site
from pipelines.reviewing.server import Server
from pipelines.reviewing.verdicts import Verdicts
from tests import hostile_pages, runs
from tests.browser.conftest import Browser
from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    runs.write_jsonl(folder / "in" / "a.jsonl", [*runs.rows(40), "{no json"])
    runs.write_jsonl(folder / "in" / "b.jsonl", hostile_pages.rows())
    assert runs.refine(f"{folder}/in/*", folder / "out", "--id-field", "id").status == 0
    return folder / "out"


@pytest.fixture
def page(output: Path, tmp_path: Path, browser: Browser) -> Iterator[Browser]:
    file = tmp_path / "page.html"
    runs.gdr("report", output, "--file", file, "--quiet", "--show-originals")
    browser.get("about:blank")
    browser.complaints(), browser.requests()  # of other tests
    browser.get(file.as_uri())
    yield browser
    assert browser.complaints() == []


def press(browser: Browser, key: str) -> None:
    browser.find_element(By.TAG_NAME, "body").send_keys(key)


def cards(browser: Browser) -> int:
    return len(browser.find_elements(By.CSS_SELECTOR, "#list article"))


def current(browser: Browser) -> str:
    return browser.find_element(By.CSS_SELECTOR, "article.current").get_attribute("data-key") or ""


def test_a_page_loads_itself_and_nothing_else(page: Browser) -> None:
    assert page.title.startswith("gdr report")
    assert cards(page) == 25
    assert {url.partition(":")[0] for url in page.requests()} == {"file"}


def test_filters_show_what_they_say(page: Browser) -> None:
    Select(page.find_element(By.ID, "outcome")).select_by_value("dead_letter")
    assert cards(page) == 1
    Select(page.find_element(By.ID, "outcome")).select_by_value("")
    Select(page.find_element(By.ID, "category")).select_by_value("PHONE_NUMBER")
    assert page.find_element(By.ID, "count").text.startswith("40 of")
    page.find_element(By.ID, "search").send_keys("Row 17:")
    assert cards(page) == 1


def test_keys_walk_through_the_changes(page: Browser) -> None:
    press(page, "j")
    first = current(page)
    press(page, "j")
    assert current(page) != first
    press(page, "k")
    assert current(page) == first
    for _ in range(30):
        press(page, Keys.ARROW_DOWN)
    assert cards(page) > 25


def test_texts_that_try_to_become_script_stay_texts(page: Browser) -> None:
    while page.find_element(By.ID, "more").is_displayed():
        page.find_element(By.ID, "more").click()
    assert page.title.startswith("gdr report")
    shown = page.find_element(By.ID, "list").get_property("textContent")
    assert "</script><script>document.title='owned'</script>" in str(shown)
    assert page.execute_script("return document.scripts.length") == 3
    active = "#list img, #list svg, #list a, #list iframe"  # asked without waiting for any
    assert page.execute_script("return document.querySelectorAll(arguments[0]).length", active) == 0


def test_a_page_shows_itself_in_the_dark(page: Browser) -> None:
    scheme = [{"name": "prefers-color-scheme", "value": "dark"}]
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
    dark = page.execute_script("return getComputedStyle(document.body).backgroundColor")
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    light = page.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert (dark, light) == ("rgb(20, 23, 30)", "rgb(255, 255, 255)")


def test_a_verdict_by_a_key_is_kept(output: Path, tmp_path: Path, browser: Browser) -> None:
    verdicts = Verdicts(tmp_path / "r.sqlite", "run")
    made = site(make(ReviewOptions(output=str(output))), verdicts)
    with Server(made) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        browser.get(server.url)
        press(browser, "j")
        for number, key in enumerate(("a", "r", "w"), start=1):
            press(browser, key)
            WebDriverWait(browser, PATIENCE_S).until(lambda _, n=number: len(verdicts.all()) == n)
        assert sorted(verdicts.all().values()) == ["accept", "reject", "wrong_category"]
        browser.refresh()
        assert len(browser.find_elements(By.CSS_SELECTOR, "button.chosen")) == 3
        server.shutdown()
        thread.join()
