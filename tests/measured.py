"""What a call takes, in a process of its own."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable

PATIENCE = 120
"""Seconds of the processor after which a call is taken to hang."""


def measured(function: Callable[[], object]) -> tuple[float, int]:
    """Seconds of the processor and megabytes at most that a call takes, in a process of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
            begun = time.process_time()
            function()
            most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            os.write(writer, f"{time.process_time() - begun} {most}".encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        answer = told.read().split()
    os.waitpid(child, 0)
    assert answer, f"not done after {PATIENCE} s of the processor"
    seconds, megabytes = answer
    return float(seconds), int(megabytes)
