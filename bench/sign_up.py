"""`python -m bench.sign_up`: from an empty sign-up page to a class that runs and a student at the first assignment."""

from __future__ import annotations

import argparse
import statistics
import time

from playwright.sync_api import Browser, Page, sync_playwright

from bench.report import Figure, publish
from bench.server import Server, own_server
from bench.tables import chromium

WALK_S = 60.0
"""A person types and reads besides: five minutes in all leave the machine this much."""


def begin_school(page: Page, number: int) -> str:
    """Begin a school and walk its four steps; return the link for students."""
    page.goto("/start")
    page.get_by_label("Name of the school").fill(f"Sunny Hill School {number}")
    page.get_by_label("Your name").fill("Ines Prado")
    page.get_by_label("E-mail address").fill(f"ines{number}@sunny.example")
    page.get_by_label("Password").fill("seven green kettles")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_label("Name of the class").fill("Maths 7a")
    page.get_by_role("button", name="Open the class").click()
    page.get_by_role("button", name="Take this course: From fractions to linear equations").click()
    page.get_by_role("button", name="Make the link for students").click()
    link = page.get_by_label("Link for students").input_value()
    page.get_by_role("button", name="I teach this class myself").click()
    page.get_by_role("button", name="Assign it").click()
    page.get_by_role("heading", name="Maths 7a is running").wait_for()
    return link


def join(page: Page, link: str, number: int) -> None:
    """Join by the link and wait for the assignment."""
    page.goto(link)
    page.get_by_label("Your name").fill("Kim Sol")
    page.get_by_label("E-mail address").fill(f"kim{number}@sunny.example")
    page.get_by_label("Birth date").fill("2011-04-02")
    page.get_by_label("Choose a password").fill("nine blue boats")
    page.get_by_role("button", name="Join", exact=True).click()
    page.get_by_text("Your teacher assigned this").first.wait_for()


def walk(browser: Browser, url: str, number: int) -> tuple[float, float]:
    """Walk once, with empty caches; return the seconds to the running class and to the student's first assignment."""
    admin, student = (browser.new_context(base_url=url) for _ in range(2))
    began = time.perf_counter()
    link = begin_school(admin.new_page(), number)
    runs = time.perf_counter() - began
    join(student.new_page(), link, number)
    joined = time.perf_counter() - began
    admin.close()
    student.close()
    return runs, joined


def measure(server: Server, runs: int) -> list[Figure]:
    """Start the system with its demo and walk some times."""
    print("· preparing (database, demo, front end)")
    server.start()
    server.settle()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        seen = [walk(browser, server.url, number) for number in range(runs + 1)][1:]
        browser.close()
    names = ("sign-up to running course (machine time), median", "sign-up to a student's first assignment, median")
    return [
        Figure(name, statistics.median(times), "s", WALK_S, WALK_S / 4, runs=runs,
               spread=(round(min(times), 1), round(max(times), 1)))
        for name, times in zip(names, zip(*seen, strict=True), strict=True)
    ]  # fmt: skip


def main() -> None:
    """Measure, print the table, write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=3)
    chosen = options.parse_args()
    with own_server() as server:
        figures = measure(server, chosen.runs)
    print(publish("sign_up", "Sign-up", figures))


if __name__ == "__main__":
    main()
