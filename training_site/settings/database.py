"""One place that turns DATABASE_URL into Django's DATABASES, for SQLite and PostgreSQL."""

from pathlib import Path

import environ

SQLITE_OPTIONS = {
    # The IMMEDIATE transaction is SQLite's lock: a transaction that may write takes the write lock when it begins.
    "transaction_mode": "IMMEDIATE",
    "timeout": 15,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}
POSTGRES_OPTIONS = {
    "options": "-c lock_timeout=3s -c synchronous_commit=on",
    "prepare_threshold": 1,  # for the statements of foundation/statements.py; Django's own are never prepared
}


def databases(*, url: str, var_dir: Path, persistent: bool) -> dict:
    """DATABASES for `url` (empty: SQLite under `var_dir`). `persistent` keeps PostgreSQL connections open."""
    if not url:
        var_dir.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{var_dir / 'hall.sqlite3'}"
    config = environ.Env.db_url_config(url)
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}
    else:
        config["OPTIONS"] = {**POSTGRES_OPTIONS, **config.get("OPTIONS", {})}
        config["CONN_MAX_AGE"] = None if persistent else 0
        config["CONN_HEALTH_CHECKS"] = persistent
    config["ATOMIC_REQUESTS"] = False
    return {"default": config}
