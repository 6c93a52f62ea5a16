"""The default: one process, SQLite under var/, the demo hall. `make run` uses it; no service is needed."""

import secrets
from datetime import timedelta

from training_site.settings.base import *  # noqa: F403
from training_site.settings.base import PASSWORD_LASTS, STATIC_ROOT, VAR_DIR, env
from training_site.settings.database import databases

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=True)
ALLOWED_HOSTS = ["*"]  # an embedded hall is opened by whatever name the room's network gives it
DATABASES = databases(url=env("DATABASE_URL", default=""), var_dir=VAR_DIR, persistent=True)


def _stored_secret() -> str:
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = env("SECRET_KEY", default="") or _stored_secret()
DEMO_ACCOUNTS = (
    "clerk", "clerk-b", "trainer", "reviewer", "officer", "officer-b", "manager", "auditor", "outsider", "admin",
) if DEMO else ()  # fmt: skip
PASSWORD_LASTS = timedelta(0) if DEMO else PASSWORD_LASTS  # the printed password goes on opening the demo's accounts
DEMO_PASSWORD = "Yunchuang-2026"  # noqa: S105 - printed by make run; demo accounts exist only in a demo hall
# What went wrong is said in the terminal and kept beside the state: page 500 tells people that it was noted down.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "training_site.logs.JsonFormatter"}},
    "handlers": {
        "terminal": {"class": "logging.StreamHandler"},
        "errors": {
            "class": "logging.handlers.RotatingFileHandler",
            "filename": str(VAR_DIR / "errors.log"), "maxBytes": 1_000_000, "backupCount": 2, "delay": True,
            "encoding": "utf-8", "formatter": "json",
        },
    },
    "root": {"handlers": ["terminal", "errors"], "level": "ERROR"},
}  # fmt: skip
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
