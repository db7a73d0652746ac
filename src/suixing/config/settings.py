"""Django's settings, read from the environment and the data folder; starts and writes nothing."""

import os
from typing import Any

from suixing.config.databases import databases_of
from suixing.config.home import home_from_environment

HOME = home_from_environment()
DATABASE_ADDRESSES = databases_of(HOME)

# The web process serves as a role that owns nothing; commands of the node's operator migrate and maintain.
SERVES = os.environ.get("SUIXING_PROCESS", "") == "web"

DATABASES: dict[str, Any] = {"default": (DATABASE_ADDRESSES.serving if SERVES else DATABASE_ADDRESSES.owner).django()}
SUIXING_KEYS_DIR = HOME.keys
SUIXING_CACHE_DIR = HOME.cache

# No session or form signs anything yet that outlives the process; sign-in brings a kept key.
SECRET_KEY = os.environ.get("SUIXING_SECRET_KEY") or os.urandom(32).hex()
DEBUG = False
ALLOWED_HOSTS = [name for name in os.environ.get("SUIXING_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if name]

INSTALLED_APPS = [
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "suixing.journal",
    "suixing.places",
    "suixing.access",
    "suixing.people",
    "suixing.consent",
    "suixing.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
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
