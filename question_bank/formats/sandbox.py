"""Call a reader in a process of its own (reliability.md D1-D3, rule 20)."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from question_bank.formats.limits import check_size
from question_bank.formats.parsed import FileRefused, Parsed, Problem

ROOT = Path(__file__).resolve().parents[2]
MODULE = ["-m", "question_bank.formats.worker"]
SECONDS = 30
ANSWER_BYTES = 64 * 1024 * 1024


def parse(data: bytes, *, format: str = "", name: str = "", options: dict | None = None) -> Parsed:
    """What is in the file. `format` "" is guessed. Raises FileRefused, also when the parser had to be stopped."""
    check_size(data)
    with tempfile.TemporaryDirectory(prefix="question-import-") as folder:
        spool = Path(folder) / "upload"
        spool.write_bytes(data)
        answer = _run(spool, format, name, options or {})
    if "refused" in answer:
        problem = Problem(**answer["refused"])
        raise FileRefused(problem.code, where=problem.where, **problem.params)
    return Parsed.from_json(answer["parsed"])


def _run(spool: Path, format: str, name: str, options: dict) -> dict:
    command = [sys.executable, *MODULE, str(spool), format, Path(name).name[-200:], json.dumps(options)]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=environment(),
    ) as process:
        return _collect(process)


def environment() -> dict[str, str]:
    """Nothing of the site's own environment: no secret key, no database address, no proxy."""
    return {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "PATH": os.defpath}


def _collect(process: subprocess.Popen) -> dict:
    try:
        answer, _ = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        process.kill()
        process.communicate()
        raise FileRefused("parser_stopped") from error
    if process.returncode != 0 or len(answer) > ANSWER_BYTES:
        raise FileRefused("parser_stopped")
    return json.loads(answer)
