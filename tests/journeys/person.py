"""Somebody at a real browser, in front of a running instance. Every page they come to is photographed."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from config.run.place import HOUSE
from tests.house.instance import Instance, clean_environment

SHOTS = HOUSE / "var" / "screens" / "journeys"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}


class Person:
    """`name` goes into the names of the pictures, in the order in which the pages were seen."""

    def __init__(self, browser: Browser, instance: Instance, name: str, size: Mapping[str, int] = DESK) -> None:
        self.name, self.instance, self.seen = name, instance, 0
        self.context: BrowserContext = browser.new_context(
            base_url=f"http://localhost:{instance.port}", viewport={"width": size["width"], "height": size["height"]}
        )
        self.context.set_default_timeout(30_000)
        self.page: Page = self.context.new_page()

    def look(self, what: str) -> None:
        """Photograph the page, and see that it is neither an error nor wider than the screen."""
        self.seen += 1
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{self.name}-{self.seen:02}-{what}.png", full_page=True)
        overflow = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(overflow) <= 0, f"{what} is wider than the screen"

    def sign_in(self, email: str) -> None:
        """Password, then the code that the sample instance shows, then one's own work."""
        password = passwords(self.instance)[email]
        self.page.goto("/accounts/login/")
        self.look("sign-in")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", password)
        self.send()
        code = re.search(r"\b\d{6}\b", self.page.inner_text("body"))
        assert code, "the code page shows the demo account's code"
        self.page.fill("input[name=code]", code[0])
        self.send()
        expect(self.page).to_have_url(re.compile("/desk/"))
        self.look("desk")

    def send(self) -> None:
        """The page's own form, by its first button."""
        with self.page.expect_navigation():
            self.page.locator("main form[method=post] button.govuk-button").first.click()

    def decide(self, address: str, **fields: Any) -> None:
        """Open a decision's page, fill it in, confirm with its first button; there must be no refusal."""
        self.page.goto(address)
        for name, value in fields.items():
            self.enter(name, value)
        self.look(address.strip("/").rpartition("/")[2])
        self.send()
        refusal = self.page.locator(".govuk-error-summary")
        assert not refusal.count(), refusal.inner_text()

    def enter(self, name: str, value: Any) -> None:
        """One field: text, a choice by its value, a tick, or a date of three boxes."""
        boxes = self.page.locator(f"main [name='{name}']")
        kind = boxes.first.evaluate("e => e.tagName + ':' + e.type") if boxes.count() else "DATE"
        if kind == "DATE":
            for part, number in zip(("day", "month", "year"), value, strict=True):
                self.page.fill(f"main [name='{name}_{part}']", str(number))
        elif kind == "INPUT:checkbox" and isinstance(value, bool):
            boxes.first.set_checked(value)
        elif kind in {"INPUT:radio", "INPUT:checkbox"}:
            for one in value if isinstance(value, list) else [value]:
                self.page.locator(f"main [name='{name}'][value='{one}']").check()
        elif kind.startswith("SELECT"):
            boxes.first.select_option(value)
        else:
            boxes.first.fill(str(value))

    def close(self) -> None:
        self.context.close()


@cache
def passwords(instance: Instance) -> dict[str, str]:
    """E-mail → password of every demo account."""
    accounts: list[dict[str, str]] = json.loads(manage(instance, "demo_accounts"))
    return {account["email"]: account["password"] for account in accounts}


def manage(instance: Instance, *words: str) -> str:
    """bin/manage against the running instance."""
    command = [sys.executable, "-m", "config.run.manage", "--data", str(instance.folder), *words]
    done = subprocess.run(command, env=clean_environment(), cwd=HOUSE, capture_output=True, text=True, check=True)
    return done.stdout
