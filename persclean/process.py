"""A well-behaved process: signals, closed pipes and full disks end it with the right exit code, never a traceback."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

_CODES = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129}


class StoppedError(BaseException):
    """A signal asked this process to end; passes every `except Exception` on its way out."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def guarded(main: Callable[[], object]) -> int:
    """Run a command-line program; return its exit code.

    2 for a ConfigError, 3 for another PerscleanError and for a standard output that cannot be written, 130, 143 and 129
    for SIGINT, SIGTERM and SIGHUP, 0 where the reader of standard output has gone.
    """
    from persclean.errors import ConfigError, PerscleanError
    from persclean.io.failures import OutputClosedError, reason
    from persclean.io.stdio import STDOUT, silence
    from persclean.io.temporary import sweep

    _catch_signals()
    try:
        try:
            code = _exit_code(main)
            if sys.stdout is not None:
                sys.stdout.flush()  # what Python would only find out, and print oddly, at exit
            return code
        except (OutputClosedError, BrokenPipeError):
            silence()
            return 0
        except PerscleanError as error:
            _say(str(error))
            return 2 if isinstance(error, ConfigError) else 3
        except OSError as error:
            silence()
            _say(f"{STDOUT}: cannot be written: {reason(error)}")
            return 3
    except (StoppedError, KeyboardInterrupt) as stopped:
        silence()
        return stopped.code if isinstance(stopped, StoppedError) else 130
    finally:
        sweep()


def _exit_code(main: Callable[[], object]) -> int:
    try:
        main()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # Typer ends with 1 then
            raise end.__context__ from None
        return end.code if isinstance(end.code, int) else 0
    return 0


def _catch_signals() -> None:
    """Turn the first signal into an exception, so that every `finally` runs; later ones are not to disturb them."""
    caught = [getattr(signal, name) for name in _CODES if hasattr(signal, name)]

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        for one in caught:
            signal.signal(one, signal.SIG_IGN)
        raise StoppedError(_CODES[signal.Signals(number).name])

    for one in caught:
        if signal.getsignal(one) is not signal.SIG_IGN:  # as under nohup
            signal.signal(one, stop)


def _say(text: str) -> None:
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            print(f"persclean: {text}", file=sys.stderr, flush=True)
