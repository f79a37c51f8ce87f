"""All settings, read once from the environment; `.env.example` lists every variable.

With nothing set this is the embedded default: two SQLite files, a broker made of files and keys
made by `make setup`, all below `var/`.
"""

from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from cs2survey import browser_policy
from cs2survey.api_settings import (  # noqa: F401  settings of the framework
    MIDDLEWARE_OF_THE_API,
    REST_FRAMEWORK,
    SPECTACULAR_SETTINGS,
)
from cs2survey.cache_settings import caches
from cs2survey.celery_settings import *  # noqa: F403
from cs2survey.celery_settings import broker_of
from cs2survey.log_settings import FORMATS, PLAIN, logging_at
from cs2survey.schedule import beat_schedule
from cs2survey.secret_files import secret_in, with_password
from cs2survey.sign_in_settings import *  # noqa: F403
from surveys.key_files import KeyFile

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").exists():
    environ.Env.read_env(BASE_DIR / ".env")

VAR = Path(env.str("CS2_VAR", default=str(BASE_DIR / "var")))
VAR.mkdir(parents=True, exist_ok=True)

# Where a worker puts the files of releases, which the web serves.
RELEASE_FILES = Path(env.str("CS2_RELEASE_FILES", default=str(VAR / "releases")))
AUDIT_ANCHORS = Path(env.str("CS2_AUDIT_ANCHORS", default=str(VAR / "audit-anchors")))
FIGURES = Path(env.str("CS2_FIGURES", default=str(VAR / "figures")))

# The keys of backups, and the files and folders that a backup holds besides rows.
BACKUP_KEYS = Path(env.str("CS2_BACKUP_KEYS", default=str(VAR / "backup-keys")))
BACKED_UP_FILES = {
    "answers": {"releases": RELEASE_FILES},
    "identity": {"audit-anchors": AUDIT_ANCHORS},
}

# --- Keys: each variable is the path of a 0600 file, never the secret itself ---------------------
SECRET_KEY_FILE = Path(env.str("CS2_SECRET_KEY", default=str(VAR / "keys" / "secret_key")))
PEPPER_FILE = Path(env.str("CS2_PEPPER", default=str(VAR / "keys" / "pepper")))
SEAL_KEY_FILE = Path(env.str("CS2_SEAL_KEY", default=str(VAR / "keys" / "seal_key")))
AUDIT_KEY_FILE = Path(env.str("CS2_AUDIT_KEY", default=str(VAR / "keys" / "audit_key")))
SECRET_KEYS = KeyFile(SECRET_KEY_FILE)
SECRET_KEY, *SECRET_KEY_FALLBACKS = SECRET_KEYS.keys or ("",)
PEPPERS = KeyFile(PEPPER_FILE)
SEAL_KEYS = KeyFile(SEAL_KEY_FILE)
AUDIT_KEYS = KeyFile(AUDIT_KEY_FILE)

DEBUG = env.bool("CS2_DEBUG", default=False)
ALLOWED_HOSTS = env.list("CS2_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
BASE_URL = env.str("CS2_BASE_URL", default="http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "cs2survey",
    "surveys",
    "analytics",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "cs2survey.apps.StaticConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
]
MIDDLEWARE = [
    "cs2survey.compression.PaddedCompressionMiddleware",
    "cs2survey.middleware.SecretUrlMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "cs2survey.middleware.PastedLinkMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "cs2survey.middleware.RequestSizeMiddleware",
    "django.middleware.common.CommonMiddleware",
    "cs2survey.middleware.WithheldOriginMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "surveys.second_factor_middleware.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    *MIDDLEWARE_OF_THE_API,
]
ROOT_URLCONF = "cs2survey.urls"
WSGI_APPLICATION = "cs2survey.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "surveys.languages.traditional_chinese",
            ],
        },
    },
]

# --- Two databases ------------------------------------------------------------------------------
# IMMEDIATE: a transaction that reads and then writes takes its turn instead of failing.
# TRUNCATE: no log is kept of what was written, as WAL would: from the logs of the two databases,
# side by side, one could see who began which envelope. FULL: what was acknowledged is on the disk.
# secure_delete: what was erased is overwritten. temp_store: VACUUM's copy stays off it.
# recursive_triggers: replacing a row counts as deleting it, which releases refuse.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=TRUNCATE;PRAGMA synchronous=FULL;"
        "PRAGMA secure_delete=ON;PRAGMA temp_store=MEMORY;PRAGMA recursive_triggers=ON;"
    ),
}
# Passwords stand in their addresses, or each in a file of its own.
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'answers.sqlite3'}"),
    "identity": env.db_url(
        "IDENTITY_DATABASE_URL", default=f"sqlite:///{VAR / 'identity.sqlite3'}"
    ),
}
PASSWORDS = {
    "default": secret_in(env.str("CS2_DATABASE_PASSWORD_FILE", default="")),
    "identity": secret_in(env.str("CS2_IDENTITY_DATABASE_PASSWORD_FILE", default="")),
}
# Where the roles above own the tables: those of the application, which `grant_privileges` makes.
APPLICATION_DATABASE_URLS = {
    "default": with_password(
        env.str("CS2_APPLICATION_DATABASE_URL", default=""),
        secret_in(env.str("CS2_APPLICATION_DATABASE_PASSWORD_FILE", default="")),
    ),
    "identity": with_password(
        env.str("CS2_APPLICATION_IDENTITY_DATABASE_URL", default=""),
        secret_in(env.str("CS2_APPLICATION_IDENTITY_DATABASE_PASSWORD_FILE", default="")),
    ),
}
for alias, database in DATABASES.items():
    database["PASSWORD"] = PASSWORDS[alias] or database["PASSWORD"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["ENGINE"] = "cs2survey.sqlite"
        database["OPTIONS"] = SQLITE_OPTIONS
    if database["ENGINE"] == "django.db.backends.postgresql":
        database["ENGINE"] = "cs2survey.postgresql"
    # Opening a connection costs more than all that a page asks of it.
    database["CONN_MAX_AGE"] = 60
    database["CONN_HEALTH_CHECKS"] = True
# How long a migration waits for a table that is in use, and how often it tries again.
MIGRATION_LOCK_SECONDS = max(1, env.int("CS2_MIGRATION_LOCK_SECONDS", default=2))
MIGRATION_ATTEMPTS = max(1, env.int("CS2_MIGRATION_ATTEMPTS", default=60))
DATABASE_ROUTERS = ["cs2survey.routers.TwoDatabases"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Jobs ---------------------------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default="")
BROKER_FOLDER = VAR / "broker"
JOB_LEASE_SECONDS = env.int("CS2_JOB_LEASE_SECONDS", default=20)
SWEEP_SECONDS = env.int("CS2_SWEEP_SECONDS", default=3)
# A process that reports no step of its job for so long is taken for stuck, and ends itself.
LONGEST_STEP_SECONDS = env.int("CS2_LONGEST_STEP_SECONDS", default=600)
SIGN_FILE = env.str("CS2_SIGN_FILE", default="")
CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = broker_of(
    redis_url=REDIS_URL, folder=BROKER_FOLDER
)
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
CELERY_BEAT_SCHEDULE = beat_schedule(SWEEP_SECONDS)

# --- Staff --------------------------------------------------------------------------------------
CACHES = caches(figures=FIGURES, redis_url=REDIS_URL)
SESSION_ENGINE = "surveys.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# A session ends when nobody has used it for so long, and in any case after `SESSION_LONGEST`.
SESSION_IDLE = timedelta(minutes=max(1, env.int("CS2_IDLE_MINUTES", default=30)))
# Whether staff must sign in with a second factor.
SECOND_FACTOR = env.bool("CS2_SECOND_FACTOR", default=env.bool("CS2_HTTPS", default=False))
MESSAGE_STORAGE = "cs2survey.message_cookie.HostCookieStorage"

# --- Invitations --------------------------------------------------------------------------------
# Sets EMAIL_BACKEND, EMAIL_HOST and so on.
vars().update(env.email_url("CS2_MAIL_URL", default=f"filemail:///{VAR / 'mail'}"))
EMAIL_TIMEOUT = 20
if _mail_password := secret_in(env.str("CS2_MAIL_PASSWORD_FILE", default="")):
    EMAIL_HOST_PASSWORD = _mail_password
DEFAULT_FROM_EMAIL = env.str("CS2_MAIL_FROM", default="cs2survey <survey@localhost>")
MAILS_PER_MINUTE = max(1, env.int("CS2_MAILS_PER_MINUTE", default=60))
MAIL_NAMES_STUDY = env.bool("CS2_MAIL_NAMES_STUDY", default=False)
CJK_FONT = env.str("CS2_CJK_FONT", default="")

# --- Languages ----------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文"), ("ja", "日本語"), ("ko", "한국어")]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Files served by us -------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
_plotly = find_spec("plotly")
assert _plotly is not None
assert _plotly.origin is not None
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/plotly", Path(_plotly.origin).parent / "package_data"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["png", "jpg", "webp", "map", "br", "gz"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- Forms ---------------------------------------------------------------------------------------
# A page of questions may have as many as one person may be asked (`surveys.instruments.limits`),
# with two questions beside each; the answers of all of them stay far below the limit on bytes.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# Files included. docker/Caddyfile has the same limit for the proxy.
MOST_REQUEST_BYTES = 24 * 1024 * 1024

# --- What a browser may do ----------------------------------------------------------------------
HTTPS = env.bool("CS2_HTTPS", default=False)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = env.bool("CS2_BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# A cookie with this prefix is taken from this host alone, over HTTPS, and not from a subdomain.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}cs2_language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # Until the browser is closed: for a year it would be a trace of the visit.
CSRF_FAILURE_VIEW = "cs2survey.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
# No other site is given any address of ours. Where an address is itself a secret, no page of ours
# is either: `cs2survey.middleware`.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
PERMISSIONS_POLICY = browser_policy.PERMISSIONS_POLICY
CONTENT_SECURITY_POLICY = browser_policy.CONTENT_SECURITY_POLICY

# --- API ----------------------------------------------------------------------------------------
API_REQUESTS_PER_MINUTE = env.int("CS2_API_REQUESTS", default=600)
API_PUBLIC_REQUESTS_PER_MINUTE = env.int("CS2_API_PUBLIC_REQUESTS", default=120)

# --- Logs ---------------------------------------------------------------------------------------
LOG_FORMAT = env.str("CS2_LOG_FORMAT", default=PLAIN)
if LOG_FORMAT not in FORMATS:
    raise ImproperlyConfigured(f"CS2_LOG_FORMAT is {LOG_FORMAT}, and must be one of {FORMATS}")
LOGGING = logging_at(env.str("CS2_LOG_LEVEL", default="INFO"), LOG_FORMAT)

# --- What operators are told --------------------------------------------------------------------
# The key file of whoever collects metrics; without one /metrics is not there.
METRICS_TOKEN_FILE = env.str("CS2_METRICS_TOKEN", default="")
# Who is mailed when a job is put aside, beside those who run the study.
OPERATOR_MAIL = env.list("CS2_OPERATOR_MAIL", default=[])
# Where exceptions that nobody caught are reported, without anything of requests; "" for nowhere.
ERROR_REPORTS = env.str("CS2_ERROR_REPORTS", default="")
