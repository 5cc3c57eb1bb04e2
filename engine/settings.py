"""Every setting, read from the environment once; embedded servers stand in where no URL is set."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import dj_database_url
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from engine import embedded
from engine.api.schema import SPECTACULAR as SPECTACULAR_SETTINGS  # noqa: F401 - read by name
from engine.env import (
    env_bool,
    env_float,
    env_int,
    env_list,
    env_storage,
    env_str,
    env_time,
    env_url,
    require_order,
    require_together,
)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

DEBUG = env_bool("DEBUG", default=False)

DATABASE_NAME = env_str("LENGGONG_DATABASE", default="lenggong")
DATABASE_URL = env_url("DATABASE_URL", schemes=["postgres", "postgresql", "pgsql"], default="")
IS_EMBEDDED_DATABASE = not DATABASE_URL
BROKER_URL = env_url(
    "CELERY_BROKER_URL",
    schemes=["redis", "rediss", "redis+socket", "amqp", "amqps", "sentinel"],
    default="",
)
IS_EMBEDDED_BROKER = not BROKER_URL

# An outside database outlives this machine: its key must not be one made up here.
require_together("DATABASE_URL", "SECRET_KEY")
SECRET_KEY = env_str("SECRET_KEY", default="") or embedded.secret("secret-key")
# The secret of the fans' keyed hashes; changing it makes every known fan a stranger.
HAS_AUTHOR_SECRET = bool(env_str("AUTHOR_SECRET", default=""))
AUTHOR_SECRET = (
    env_str("AUTHOR_SECRET", default="")
    or hmac.new(SECRET_KEY.encode(), b"lenggong.authors", hashlib.sha256).hexdigest()
)
# What must be read again, such as the addresses of robots, is sealed with it in the database.
SEALING_SECRET = (
    env_str("SEALING_SECRET", default="")
    or hmac.new(SECRET_KEY.encode(), b"lenggong.sealed", hashlib.sha256).hexdigest()
)

ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS", default=[])
USE_HTTPS = env_bool("USE_HTTPS", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if USE_HTTPS else None
SECURE_SSL_REDIRECT = USE_HTTPS
SESSION_COOKIE_SECURE = USE_HTTPS
CSRF_COOKIE_SECURE = USE_HTTPS
SECURE_HSTS_SECONDS = env_int("HSTS_SECONDS", default=0)
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    "fields.W342",
    # answered by USE_HTTPS and HSTS_SECONDS, which the README names for more than one machine
    *(
        ["security.W004", "security.W008", "security.W012", "security.W016"]
        if not USE_HTTPS
        else []
    ),
]

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework_api_key",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "engine.ledger",
    "engine.api",
    "feedback",
    "ideas",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "engine.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "engine.nul.RefuseNulMiddleware",
]

ROOT_URLCONF = "engine.urls"
WSGI_APPLICATION = "engine.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        DATABASE_URL or embedded.database_url(DATABASE_NAME),
        conn_max_age=env_int("CONN_MAX_AGE", default=60),
        conn_health_checks=True,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = reverse_lazy("admin:login")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env_str("TIME_ZONE", default="Asia/Shanghai")
USE_TZ = True

STATIC_URL = "static/"
# Served straight from the packages: no collectstatic before the first page.
WHITENOISE_USE_FINDERS = True

# Attachments: in a folder that nothing serves, readable by nobody else on the machine.
_FOLDER = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {
        "location": VAR_DIR / "files",
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    },
}
STORAGES = {
    "default": env_storage("ATTACHMENT_STORAGE", default=_FOLDER),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ATTACHMENT_MOST_BYTES = env_int("ATTACHMENT_MAX_MB", default=20, least=1, most=1024) * 2**20
ATTACHMENT_MOST_PIXELS = env_int("ATTACHMENT_MAX_MEGAPIXELS", default=50, least=1) * 10**6
FILE_UPLOAD_HANDLERS = [
    "engine.uploads.handlers.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

BROKER_DATABASE = env_int("LENGGONG_BROKER_DB", default=0)
CELERY_BROKER_URL = BROKER_URL or embedded.broker_url(BROKER_DATABASE)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
    "visibility_timeout": 3600,
}
CELERY_TIMEZONE = "UTC"
CELERY_TASK_DEFAULT_QUEUE = "lenggong"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["engine.api.authentication.ClientKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["engine.api.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "engine.api.paging.CursorPaging",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "engine.api.problems.problem_response",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env_str("LOG_LEVEL", default="WARNING")},
}

# Notices: where links of messages lead, e-mail, robots of this house, the hour of the digest.
SITE_ADDRESS = env_url("SITE_ADDRESS", schemes=["http", "https"], default="")
EMAIL_HOST = env_str("EMAIL_HOST", default="")
EMAIL_PORT = env_int("EMAIL_PORT", default=25, least=1, most=65535)
EMAIL_HOST_USER = env_str("EMAIL_USER", default="")
EMAIL_HOST_PASSWORD = env_str("EMAIL_PASSWORD", default="")
EMAIL_USE_TLS = env_bool("EMAIL_STARTTLS", default=False)
EMAIL_USE_SSL = env_bool("EMAIL_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env_str("EMAIL_FROM", default="lenggong@localhost")
ROBOTS_MAY_BE_PRIVATE = env_bool("ROBOTS_MAY_BE_PRIVATE", default=False)
DIGEST_HOUR = env_int("DIGEST_HOUR", default=9, least=0, most=23)

# How many effective supporters make a cluster an idea by itself.
PROMOTION_SUPPORT = env_float("PROMOTION_SUPPORT", default=3.0)
# Comments a worker claims at once, requests grouped in one transaction.
READING_BATCH = env_int("READING_BATCH", default=200)
GROUPING_BATCH = env_int("GROUPING_BATCH", default=200)
# From which likeness wishes join, for the encoder set below; none: as measured for it.
GROUPING_THRESHOLD = env_float("GROUPING_THRESHOLD", default=0.0) or None
# The hours that count for promises in business hours, on workdays of China, in TIME_ZONE.
BUSINESS_OPENS = env_time("BUSINESS_OPENS", default="09:00")
BUSINESS_CLOSES = env_time("BUSINESS_CLOSES", default="18:00")
require_order("BUSINESS_OPENS", BUSINESS_OPENS, "BUSINESS_CLOSES", BUSINESS_CLOSES)
# Another encoder is a setting and a re-embedding; empty means the one in the wheel.
ENCODER_URL = env_str("ENCODER_URL", default="")
ENCODER_MODEL = env_str("ENCODER_MODEL", default="")
ENCODER_KEY = env_str("ENCODER_KEY", default="")
ENCODER_DIMENSIONS = env_int("ENCODER_DIMENSIONS", default=0)

UNFOLD = {
    "SITE_TITLE": "冷宫 Lenggong",
    "SITE_HEADER": "冷宫 Lenggong",
    "SITE_SUBHEADER": _("from comments to ideas"),
    "SITE_SYMBOL": "lightbulb",
    "SHOW_LANGUAGES": True,
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "SITE_URL": None,
    "DASHBOARD_CALLBACK": "ideas.admin.home.home_context",
    "SIDEBAR": {"navigation": "ideas.admin.navigation.sidebar"},
    "STYLES": [lambda _request: static("feedback/pages.css")],
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda _request: static("feedback/lenggong.svg"),
        }
    ],
    # a cold blue, from Tailwind's palette "sky"
    "COLORS": {
        "primary": {
            "50": "oklch(97.7% .013 236.62)",
            "100": "oklch(95.1% .026 236.824)",
            "200": "oklch(90.1% .058 230.902)",
            "300": "oklch(82.8% .111 230.318)",
            "400": "oklch(74.6% .16 232.661)",
            "500": "oklch(68.5% .169 237.323)",
            "600": "oklch(58.8% .158 241.966)",
            "700": "oklch(50% .134 242.749)",
            "800": "oklch(44.3% .11 240.79)",
            "900": "oklch(39.1% .09 240.876)",
            "950": "oklch(29.3% .066 243.157)",
        }
    },
}
