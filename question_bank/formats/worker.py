"""The process that parses a stranger's file: little memory, little time, no network, no files but the one it is given.

`python -m question_bank.formats.worker SPOOL_FILE FORMAT NAME OPTIONS_JSON` prints one JSON object:
{"parsed": …} or {"refused": problem}. It imports neither Django nor settings and sees no environment of the site.
"""

import importlib
import json
import resource
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from question_bank.formats import READERS
from question_bank.formats.limits import check_size
from question_bank.formats.parsed import FileRefused
from question_bank.formats.sniff import agree

MEMORY = 400 * 1024 * 1024
CPU_SECONDS = 10
FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
    "ctypes.",
    "os.remove",
    "os.rename",
    "shutil.",
)


def limit() -> None:
    """Take away what parsing does not need. Must come after the reader is imported."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    sys.addaudithook(forbid)


def forbid(event: str, args: tuple) -> None:
    """An audit hook: no socket, no process, no writing. Raises PermissionError."""
    if event.startswith(FORBIDDEN) or (event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")):
        raise PermissionError(f"a parser may not do {event}")


def main(spool: str, asked: str, name: str, options: str) -> dict:
    """Sniff, check and parse the spooled file."""
    try:
        data = Path(spool).read_bytes()
        check_size(data)
        chosen = agree(data, name, asked)
        reader = importlib.import_module(READERS[chosen])
        limit()
        return {"parsed": reader.read(data, json.loads(options)).to_json()}
    except FileRefused as refused:
        return {"refused": asdict(refused.problem)}
    except (MemoryError, RecursionError):
        return {"refused": {"where": "file", "code": "too_complex", "params": {}}}


if __name__ == "__main__":
    json.dump(main(*sys.argv[1:5]), sys.stdout, ensure_ascii=True)
