"""A served hall: every value comes from the environment, and what is missing or weak is said in a sentence."""

import os
import re
import sys

from django.core.exceptions import ImproperlyConfigured

from training_site.settings.base import *  # noqa: F403
from training_site.settings.base import BROKER_AT_ONCE, PUBLIC_URL, STORAGES, VAR_DIR, env
from training_site.settings.database import databases
from training_site.settings.web_processes import ONE_PROCESS, web_processes


def _refuse(sentence: str) -> None:
    raise ImproperlyConfigured(sentence)


DEBUG = env.bool("DEBUG", default=False)
if DEBUG:
    _refuse("DEBUG is on. Remove DEBUG from the environment: it shows internals to every visitor.")

for name in ("SABOTAGE", "HALL_FAULT_TEST"):
    if env(name, default=""):
        _refuse(f"{name} is set. It breaks rules on purpose and belongs to the test runner only; remove it.")

SECRET_KEY = env("SECRET_KEY", default="")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 12:  # Django's deployment check wants 50 as well
    _refuse("SECRET_KEY is missing or weak. Set it to at least 50 random characters and keep it secret.")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    _refuse("ALLOWED_HOSTS is not set. Name the host names that people type, separated by commas.")

if not env("PUBLIC_URL", default=""):
    _refuse(
        "PUBLIC_URL is not set. It is the address printed in QR codes and mail, such as https://xuetang.example.cn."
    )

if not re.match(r"https?://[^/]", PUBLIC_URL):
    _refuse("PUBLIC_URL is not a whole address. Begin it with https:// or http://, such as https://xuetang.example.cn.")

DATABASES = databases(url=env("DATABASE_URL", default=""), var_dir=VAR_DIR, persistent=True)
WEB_PROCESSES = web_processes(sys.argv, os.environ)
if DATABASES["default"]["ENGINE"].endswith("sqlite3") and WEB_PROCESSES > 1:
    _refuse(f"{WEB_PROCESSES} web processes are asked for and {ONE_PROCESS}")

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "site_cache"}}
CELERY_BROKER_URL = env("REDIS_URL", default="") or "memory://localhost/"
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # worker and beat wait for a broker that is away, however long
if not env("REDIS_URL", default=""):  # a web process has no worker beside it that would hear (docs/operations.md)
    OUTBOX_WAKE = "none"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **BROKER_AT_ONCE, "visibility_timeout": 3600, "socket_connect_timeout": 2, "socket_timeout": 5,
}  # fmt: skip

HTTPS = PUBLIC_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[PUBLIC_URL])
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS and env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked on the machine itself, past nginx
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if env.bool("BEHIND_PROXY", default=True):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)

MFA_REQUIRED_FOR_ROLES = env.bool("MFA_REQUIRED_FOR_ROLES", default=True)
# An inner network without certificates is a real place to serve; the checks that insist on https say so there.
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # question previews stand in a frame of our own pages
if not HTTPS:
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W012", "security.W016"]

STATIC_ROOT = VAR_DIR / "static"
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
MEDIA_ACCEL_PREFIX = env("MEDIA_ACCEL_PREFIX", default="")  # nginx's internal location for X-Accel-Redirect

if mail := env("EMAIL_URL", default=""):
    vars().update(env.email_url_config(mail))
    DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="noreply@localhost")
    PASSWORD_RESET_BY_MAIL = True
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "training_site.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="INFO")},
}
PRODUCTION = True
