"""How many web processes the server that loads these settings was told to start."""

import shlex
from collections.abc import Iterator, Mapping, Sequence

# gunicorn reads the first, granian the second; all of them say how many copies of the site will answer.
VARIABLES = ("WEB_CONCURRENCY", "GRANIAN_WORKERS")
OPTIONS = ("-w", "--workers")
ONE_PROCESS = (
    "the database is SQLite, which serves one web process. "
    "Set DATABASE_URL to a PostgreSQL database, or WEB_CONCURRENCY=1 and no --workers."
)


def web_processes(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """The largest number that command line or environment ask for, 1 if nobody asks."""
    more = shlex.split(environment.get("GUNICORN_CMD_ARGS", ""))
    asked = [*_asked([*arguments, *more]), *(environment.get(name, "") for name in VARIABLES)]
    return max([1, *(int(each) for each in asked if each.isdecimal())])


def _asked(arguments: Sequence[str]) -> Iterator[str]:
    """The values behind `-w 4`, `-w4`, `--workers 4` and `--workers=4`."""
    for place, argument in enumerate(arguments):
        if argument in OPTIONS:
            yield from arguments[place + 1 : place + 2]
        elif argument.startswith("--workers="):
            yield argument.partition("=")[2]
        elif argument.startswith("-w") and not argument.startswith("--"):
            yield argument[2:]
