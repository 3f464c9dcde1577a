"""A headless Chromium, driven over its own pipe: no driver and no socket is needed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
_WAIT = 60.0  # seconds for an answer


class Page:
    """A tab. errors: what its console complained of."""

    def __init__(self, out: int, into: int) -> None:
        self._out, self._into, self._rest, self._number = out, into, b"", 0
        self._events: list[dict[str, Any]] = []
        self._session = ""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: Any) -> Any:
        """Return the answer of the browser. Raises RuntimeError for one that it refuses."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self._events.append(answer)

    def _next(self) -> dict[str, Any]:
        end = time.monotonic() + _WAIT
        while b"\0" not in self._rest:
            data = os.read(self._into, 1 << 20)
            if not data or time.monotonic() > end:
                raise RuntimeError("the browser does not answer")
            self._rest += data
        line, self._rest = self._rest.split(b"\0", 1)
        answer: dict[str, Any] = json.loads(line)
        return answer

    def wait(self, method: str) -> dict[str, Any]:
        """Return the next event of this kind."""
        while True:
            for n, event in enumerate(self._events):
                if event.get("method") == method:
                    return self._events.pop(n)
            self._events.append(self._next())

    def open(self, path: Path) -> None:
        """Open a file, and wait until it is loaded."""
        self.ask("Page.navigate", url=path.resolve().as_uri())
        self.wait("Page.loadEventFired")

    def run(self, script: str) -> Any:
        """Return what an expression is. Raises RuntimeError for an exception."""
        found = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in found:
            raise RuntimeError(str(found["exceptionDetails"]))
        return found["result"].get("value")

    def press(self, key: str) -> None:
        """Press a key, as a user would."""
        text = {"Enter": "\r"}.get(key, key)
        self.ask("Input.dispatchKeyEvent", type="keyDown", key=key, text=text)
        self.ask("Input.dispatchKeyEvent", type="keyUp", key=key)

    @property
    def errors(self) -> list[str]:
        """What the console complained of, and exceptions."""
        self.run("0")
        kinds = ("Runtime.exceptionThrown", "Log.entryAdded")
        found = [json.dumps(one["params"]) for one in self._events if one.get("method") in kinds]
        logged = [one["params"] for one in self._events if one.get("method") == "Runtime.consoleAPICalled"]
        return found + [json.dumps(one) for one in logged if one["type"] in ("error", "warning", "assert")]


@contextlib.contextmanager
def page(folder: Path, *options: str) -> Iterator[Page]:
    """Start a browser with a profile in a folder of its own; it ends with the context."""
    assert CHROMIUM is not None
    to_read, out = os.pipe()
    into, to_write = os.pipe()
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions"]
    flags += ["--disable-dev-shm-usage", f"--user-data-dir={folder}", "--remote-debugging-pipe", *options]

    def place() -> None:
        # Chromium reads from descriptor 3 and writes to 4.
        os.dup2(to_read, 30)
        os.dup2(to_write, 31)
        os.dup2(30, 3)
        os.dup2(31, 4)

    process = subprocess.Popen(
        [CHROMIUM, *flags],
        preexec_fn=place,  # noqa: PLW1509 - nothing but system calls
        close_fds=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(to_read)
    os.close(to_write)
    try:
        yield Page(out, into)
    finally:
        os.close(out)
        process.terminate()
        process.wait(20)
        os.close(into)
