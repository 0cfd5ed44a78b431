"""The start page: help first. Proves S0.1, S0.3, S0.8 for it."""

import re

import pytest
from django.test import Client


@pytest.mark.parametrize("address", ["/", "/exit/about/", "/no-such-page/"])
def test_public_pages_name_help_before_anything_else(address: str) -> None:
    """S0.1"""
    body = Client().get(address).content.decode()
    before, main, _ = body.partition("<main")
    assert main
    for help_ in ('href="tel:999"', "0808 168 9111", "Live chat"):
        assert help_ in before


def test_start_asks_nothing_and_sets_no_cookie() -> None:
    """S0.3, S0.8"""
    answer = Client().get("/")
    assert answer.status_code == 200
    assert not answer.cookies
    assert "<input" not in answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/exit/about/"])
def test_tab_titles_give_nothing_away(address: str) -> None:
    title = re.search("<title>(.*?)</title>", Client().get(address).content.decode())
    assert title
    assert not re.search("abuse|safer|domestic|referr", title[1], re.IGNORECASE)


def test_nothing_on_a_page_is_inline_or_from_elsewhere() -> None:
    body = Client().get("/").content.decode()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)|<style", body)
    assert re.findall(r'(?:src|<link[^>]*href)="([^"]+)"', body)
    assert all(found.startswith("/static/") for found in re.findall(r'(?:src|<link[^>]*href)="([^"]+)"', body))


def test_pages_are_not_kept() -> None:
    assert Client().get("/").headers["Cache-Control"] == "no-store"
