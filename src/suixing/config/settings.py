"""Django's settings, read from the environment and the data folder; starts and writes nothing."""

import os
from typing import Any

from suixing.config.databases import databases_of
from suixing.config.home import home_from_environment, web_secret

HOME = home_from_environment()
DATABASE_ADDRESSES = databases_of(HOME)

# The web process serves as roles that own nothing; commands of the node's operator migrate and maintain.
PROCESS = os.environ.get("SUIXING_PROCESS", "")
DATABASES: dict[str, Any] = DATABASE_ADDRESSES.for_process(PROCESS)
DATABASE_ROUTERS = ["suixing.config.routing.SignInRouter"]
SUIXING_KEYS_DIR = HOME.keys
SUIXING_CACHE_DIR = HOME.cache
SUIXING_FILES_DIR = HOME.files
SUIXING_RUN_DIR = HOME.run

SECRET_KEY = os.environ.get("SUIXING_SECRET_KEY") or web_secret(HOME)
DEBUG = False
ALLOWED_HOSTS = [name for name in os.environ.get("SUIXING_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if name]

INSTALLED_APPS = [
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "suixing.journal",
    "suixing.places",
    "suixing.access",
    "suixing.people",
    "suixing.consent",
    "suixing.directory",
    "suixing.journeys",
    "suixing.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "suixing.web.seat.OfficersSeat",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "suixing.web.policy.ContentSecurityPolicy",
]
ROOT_URLCONF = "suixing.config.urls"
ASGI_APPLICATION = "suixing.config.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
AUTH_USER_MODEL = "access.Officer"
SESSION_ENGINE = "suixing.access.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("SUIXING_HTTPS", "") == "1"
CSRF_COOKIE_HTTPONLY = True
IDLE_MINUTES = 15
# Officers have no mailbox here: names and second factors only.
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
STATIC_URL = "assets/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LOGGING_CONFIG = None  # structlog is set up by the command; nothing personal is ever logged
