"""A server that stands ready to be copied: Django is loaded once, and every Site of the fault tests is a fork of it.

Reads one JSON line per Site {"broken": [rule], "arguments": [for gunicorn], "clock_shift": seconds by which its clock is
wrong, "synchronous_commit": "" or the mode of its connections} and answers its pid, which is also its process group. Ends
when its input does.
"""

import json
import os
import signal
import sys
import time

import time_machine


def load() -> None:
    """Import all that a worker will need, so that forks have it."""
    from django.db import connections
    from django.urls import get_resolver

    from training_site.wsgi import application

    assert application and get_resolver().url_patterns
    connections.close_all()


def serve(order: dict) -> None:
    """Become gunicorn."""
    from django.conf import settings
    from django.db import connections
    from gunicorn.app.wsgiapp import run

    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    settings.SABOTAGE = frozenset(order["broken"])
    if mode := order["synchronous_commit"]:
        connections.settings["default"]["OPTIONS"]["options"] = f"-c synchronous_commit={mode}"
    if shift := order["clock_shift"]:
        time_machine.travel(time.time() + shift, tick=True).start()
    sys.argv = ["gunicorn", *order["arguments"]]
    run()


def main() -> None:
    load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # forks that end are forgotten at once
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                serve(json.loads(line))
            finally:
                os._exit(1)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
