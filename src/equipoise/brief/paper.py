"""A page on paper: printed to PDF by a browser that the user has, since no printer of ours draws pages."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from equipoise.errors import InputError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
LONGEST = 120
"""Seconds that a browser may take."""


def find_browser() -> str:
    """Return the path of a browser that prints without a window.

    Raises
    ------
    InputError
        If none is installed.
    """
    for name in BROWSERS:
        found = shutil.which(name)
        if found is not None:
            return found
    raise InputError(
        "a PDF is printed by a browser, and no Chromium, Chrome or Edge is installed: "
        "write .html and print it from the browser that you have"
    )


def printed(page: str) -> bytes:
    """Return a page as a PDF file.

    Parameters
    ----------
    page : str
        One HTML file that needs no network.

    Returns
    -------
    bytes
        The PDF.

    Raises
    ------
    InputError
        If no browser is installed, or it prints nothing.
    """
    browser = find_browser()
    with tempfile.TemporaryDirectory(prefix="equipoise-") as folder:
        source, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        words = [browser, "--headless", "--disable-gpu", "--no-sandbox", "--no-pdf-header-footer",
                 f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.as_uri()]  # fmt: skip
        try:
            subprocess.run(words, capture_output=True, timeout=LONGEST, check=False)  # noqa: S603 - a browser found on the path
        except subprocess.TimeoutExpired as error:
            raise InputError(f"{Path(browser).name} did not print the page within {LONGEST} seconds") from error
        if not target.is_file():
            raise InputError(f"{Path(browser).name} printed nothing: write .html and print it from the browser")
        return target.read_bytes()
