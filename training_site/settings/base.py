"""Settings that hold everywhere. Each environment module imports these and changes what it must."""

from datetime import timedelta
from pathlib import Path

import environ
from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()

SITE_NAME = "云窗学堂"
DEMO = False
PRODUCTION = False
MFA_REQUIRED_FOR_ROLES = False
MEDIA_ACCEL_PREFIX = ""
PUBLIC_URL = env("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
FILING_NUMBER = env("FILING_NUMBER", default="")

INSTALLED_APPS = [
    "training_site.apps.TrainingSiteConfig",
    "training_site.portal",
    "appraisal",
    "analytics",
    "plans",
    "certificates",
    "exams",
    "drills",
    "policies",
    "courses",
    "question_bank",
    "service_items",
    "organisation",
    "foundation",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtailmedia",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "ninja",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "training_site.attempt_stack.AttemptMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "training_site.middleware.PersonLanguageMiddleware",
    "training_site.middleware.NoNulMiddleware",
    "training_site.middleware.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "organisation.middleware.SignInDutiesMiddleware",
    "training_site.middleware.AdminContentSecurityPolicyMiddleware",
]

ROOT_URLCONF = "training_site.urls"
WSGI_APPLICATION = "training_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "training_site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "training_site.context_processors.shell",
            ],
            "builtins": ["training_site.templatetags.shell"],
        },
    }
]
FORM_RENDERER = "training_site.forms.ShellRenderer"

AUTH_USER_MODEL = "foundation.User"
AUTHENTICATION_BACKENDS = [
    "organisation.backends.StaffBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_ADAPTER = "organisation.adapters.StaffAccountAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "organisation.forms.sign_in.SignInForm",
    "change_password": "organisation.forms.sign_in.ChangePasswordForm",
    "reauthenticate": "organisation.forms.sign_in.ConfirmPasswordForm",
    "reset_password": "organisation.forms.sign_in.ForgottenForm",
    "reset_password_from_key": "organisation.forms.sign_in.NewPasswordForm",
}
EMAIL_TIMEOUT = 10  # seconds; the outbox tries again
PASSWORD_RESET_BY_MAIL = False  # without a mail server the administrator sets a one-time password
PASSWORD_RESET_TIMEOUT = 60 * 60
# Tries are counted per account in a table (organisation.services.count_sign_in_tries); allauth's own limits are per
# address and would keep an office of 200 people behind one address from signing in.
ACCOUNT_RATE_LIMITS = dict.fromkeys(("login", "login_failed", "change_password", "reauthenticate"))
MFA_ADAPTER = "organisation.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "organisation.forms.sign_in.SecondFactorForm",
    "reauthenticate": "organisation.forms.sign_in.SecondFactorAgainForm",
    "activate_totp": "organisation.forms.sign_in.SetUpSecondFactorForm",
}
MFA_TOTP_TOLERANCE = 1  # phones in a closed network drift; a step is still taken only once
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
USERSESSIONS_TRACK_ACTIVITY = False
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email"), "max_similarity": 0.6},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "organisation.password_rules.CharacterClassesValidator", "OPTIONS": {"least": 3}},
    {"NAME": "organisation.password_rules.PasswordHistoryValidator", "OPTIONS": {"last": 5}},
]
PASSWORD_LASTS = timedelta(days=env.int("PASSWORD_LASTS_DAYS", default=90))  # 0: it need not be changed
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
IDLE_SIGN_OUT_AFTER = timedelta(minutes=30)  # seen to the nearest five minutes; a running exam holds it off
SESSION_COOKIE_SAMESITE = "Lax"

# Chinese is the language the interface is written in: msgids are Chinese, locale/en translates them (docs/decisions/0002).
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", "English")]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "training_site" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "training_site" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_MEDIA_ROOT = VAR_DIR / "private"

# Certificates: the signing keys and the revocation journal stand apart from the database and from its backups.
SIGNING_KEYS_DIR = Path(env("SIGNING_KEYS_DIR", default=str(VAR_DIR / "keys")))
REVOCATION_JOURNAL = Path(env("REVOCATION_JOURNAL", default=str(VAR_DIR / "revocations.jsonl")))
# Font files (.ttf, .otf, .ttc) that draw the characters of names which the bundled font lacks, e.g. 𠮷.
CERTIFICATE_NAME_FONTS: list[str] = env.list("CERTIFICATE_NAME_FONTS", default=[])

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CELERY_BROKER_URL = "memory://localhost/"
CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.05}
# A wake-up is sent now or not at all: by itself kombu would knock for six seconds at a broker that is away, while the
# candidate who handed in waits. The sweep finds what was not announced.
BROKER_AT_ONCE = {"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE = {
    "dispatch-outbox": {"task": "foundation.tasks.dispatch_outbox", "schedule": 20.0},
    "close-overdue-attempts": {"task": "exams.tasks.close_overdue_attempts", "schedule": 10.0},
    "apply-key-changes": {"task": "exams.tasks.apply_key_changes", "schedule": 60.0},
    "write-waiting-reviews": {"task": "exams.tasks.write_waiting_reviews", "schedule": 60.0},
    "lay-out-papers": {"task": "exams.tasks.lay_out_papers", "schedule": 60.0},
    "hand-down-exam-mistakes": {"task": "exams.tasks.hand_down_mistakes", "schedule": 3600.0},
    "mark-waiting-attempts": {"task": "exams.tasks.mark_waiting_attempts", "schedule": 60.0},
    "publish-scheduled": {"task": "foundation.tasks.publish_scheduled", "schedule": 60.0},
    "sweep-catalogue": {"task": "service_items.tasks.sweep_catalogue", "schedule": 3600.0},
    "forget-catalogues": {"task": "service_items.tasks.forget_catalogues", "schedule": 3600.0},
    "sweep-service-item-changes": {"task": "question_bank.tasks.sweep_service_item_changes", "schedule": 3600.0},
    "sweep-credentials": {"task": "certificates.tasks.sweep_credentials", "schedule": 3600.0},
    "sweep-acknowledgements": {"task": "policies.tasks.sweep_acknowledgements", "schedule": 3600.0},
    "sweep-imports": {"task": "question_bank.tasks.sweep_imports", "schedule": 3600.0},
    "sweep-completions": {"task": "courses.tasks.sweep_completions", "schedule": 3600.0},
    "close-overdue-drills": {"task": "drills.tasks.close_overdue", "schedule": 600.0},
    "forget-old-sign-ins": {"task": "organisation.tasks.forget_old_sign_ins", "schedule": 3600.0},
    "assign-newcomers": {"task": "plans.tasks.assign_newcomers", "schedule": 3600.0},
    # Each office hour, once a day per person: a machine that is started late still reminds.
    "remind-due": {"task": "plans.tasks.remind_due", "schedule": crontab(minute="30", hour="8-17")},
    "remind-of-appeals": {"task": "exams.tasks.remind_of_appeals", "schedule": crontab(minute="15", hour="8-17")},
    "reckon-open-periods": {"task": "appraisal.tasks.reckon_open_periods", "schedule": 3600.0},
    "forget-sheet-drafts": {"task": "appraisal.tasks.forget_sheet_drafts", "schedule": 3600.0},
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "media-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
        "frame-src": ["'self'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
# Wagtail's own pages carry inline scripts and styles and data: images; the site never does.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": ["'self'"],
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "font-src": ["'self'", "data:"],
    "frame-ancestors": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'self'"],
    "object-src": ["'none'"],
}

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 5
WAGTAILDOCS_SERVE_METHOD = "serve_view"
SENDFILE_BACKEND = "training_site.documents"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
# What may be uploaded; foundation.library looks whether the content is what the extension says.
WAGTAILDOCS_EXTENSIONS = [
    "pdf", "ofd", "docx", "xlsx", "pptx", "doc", "xls", "ppt", "wps", "et", "dps", "txt", "csv", "png", "jpg", "jpeg",
]  # fmt: skip
WAGTAILDOCS_DOCUMENT_FORM_BASE = "foundation.library.LibraryDocumentForm"
WAGTAILMEDIA = {
    "MEDIA_FORM_BASE": "foundation.library.LibraryMediaForm",
    "VIDEO_EXTENSIONS": ["mp4", "m4v", "webm", "ogv"],
    "AUDIO_EXTENSIONS": ["mp3", "m4a", "ogg", "wav", "aac", "flac"],
}
WAGTAILIMAGES_IMAGE_FORM_BASE = "foundation.library.LibraryImageForm"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000  # a phone's largest; unpacked it takes 150 MB
# Substrings straight from the columns: full-text indexes take a run of Chinese characters for one word (docs/decisions/0011).
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database.fallback"}}
WAGTAILEMBEDS_FINDERS: list = []

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Whether practice spreads its due dates a little (FSRS fuzz); tests want the same date each time.
PRACTICE_FUZZ = True
# How many candidates item analysis wants before it says a verdict on a question (docs/algorithms/item-analysis.md).
EXAM_VERDICT_FROM = 30
# How many candidates may write at once where the database is SQLite, which takes one save after the other (A12's full size).
EXAM_WRITERS_ON_SQLITE = env.int("EXAM_WRITERS_ON_SQLITE", default=60)
# A second web process on one SQLite database is refused, however it was started (training_site/startup.py).
SQLITE_SERVES_ONE = True
# The account names that the demo hall offers on its sign-in page; empty outside the demo.
DEMO_ACCOUNTS: tuple[str, ...] = ()
# How a written outbox row gets picked up after commit: "celery" sends a wake-up, "none" leaves it to the sweep.
OUTBOX_WAKE = "celery"
# Rules that a fault test may break to prove that it can fail; honoured only by the test runner (docs/decisions/0004).
SABOTAGE: frozenset[str] = frozenset()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "training_site.storage.PrivateStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
