"""A real Chromium with a profile that survives being killed."""

import contextlib
import os
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from playwright.async_api import Page as AsyncPage
from playwright.async_api import async_playwright
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.browser import demand_chromium

ARGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-gpu"]  # fmt: skip


@contextlib.contextmanager
def chromium(profile: Path, url: str, cookies: dict, **options) -> Iterator[BrowserContext]:
    """A context on the profile, signed in by the cookies."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop runs in this thread; the ORM is used between
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile), executable_path=demand_chromium(), args=ARGS, headless=True, locale="zh-CN", **options
        )
        context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
        try:
            yield context
        finally:
            with contextlib.suppress(Exception):  # it may have been killed
                context.close()


@contextlib.asynccontextmanager
async def beside_the_others(url: str, cookies: dict) -> AsyncIterator[AsyncPage]:
    """A page for a test whose other candidates are tasks of the same loop."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=demand_chromium(), args=ARGS, headless=True)
        context = await browser.new_context(locale="zh-CN")
        await context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
        try:
            yield await context.new_page()
        finally:
            await browser.close()


@contextlib.contextmanager
def devices(url: str, cookies: dict, count: int) -> Iterator[list[Page]]:
    """A page on each of `count` devices of one person: nothing that one keeps is seen by another."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=demand_chromium(), args=ARGS, headless=True)
        contexts = [browser.new_context(locale="zh-CN") for _ in range(count)]
        for each in contexts:
            each.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
        try:
            yield [each.new_page() for each in contexts]
        finally:
            browser.close()


def kill(profile: Path) -> None:
    """kill -9 the browser that runs on the profile, found by its own command line."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"--user-data-dir={profile}".encode() in (process / "cmdline").read_bytes():
                os.kill(int(process.name), signal.SIGKILL)


def ready(page: Page) -> None:
    """Until the player has opened its outbox and heard the server."""
    page.wait_for_selector("#player[data-ready=yes]", timeout=20_000)
