"""A well-behaved process: signals, closed pipes and full disks end it with the right exit code, never a traceback."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

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

    caught, asked = _catch_signals()
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
    except Exception:
        if not asked:
            raise
        # A library that looks for signals while it works has made an error of its own of the exception (DuckDB does).
        silence()
        return asked[0]
    finally:
        sweep()
        for one in caught:  # Python has a little left to do, and could only print a traceback
            signal.signal(one, signal.SIG_DFL)


def _exit_code(main: Callable[[], object]) -> int:
    try:
        main()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # Typer ends with 1 then
            raise end.__context__ from None
        return end.code if isinstance(end.code, int) else 0
    return 0


def _catch_signals() -> tuple[list[signal.Signals], list[int]]:
    """Turn the first signal into an exception, so that every `finally` runs; later ones are not to disturb them.

    Return the signals caught, and a list that gets the exit code of the first one that comes. Those that are ignored
    (under nohup, in the background) stay so. A forked worker begins with these handlers too: it leaves Ctrl-C to the
    process that started it, and ends without a word otherwise.
    """
    names = (getattr(signal, name) for name in _CODES if hasattr(signal, name))
    caught = [one for one in names if signal.getsignal(one) is not signal.SIG_IGN]
    process = os.getpid()
    asked: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        code = _CODES[signal.Signals(number).name]
        if os.getpid() != process:
            if number != signal.SIGINT:
                os._exit(code)
            return
        for one in caught:
            signal.signal(one, signal.SIG_IGN)
        asked.append(code)
        raise StoppedError(code)

    for one in caught:
        signal.signal(one, stop)
    return caught, asked


def _say(text: str) -> None:
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            print(f"persclean: {text}", file=sys.stderr, flush=True)
