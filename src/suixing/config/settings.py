"""Django's settings, read from the environment and the data folder; starts and writes nothing."""

import os
from pathlib import Path
from typing import Any

from suixing.config.databases import databases_of
from suixing.config.home import home_from_environment, web_secret
from suixing.config.provider import provider_of
from suixing.config.public_address import public_address
from suixing.config.standing import exchange_seconds, standing_of

HOME = home_from_environment()
DATABASE_ADDRESSES = databases_of(HOME)

# The web process serves as roles that own nothing; commands of the node's operator migrate and maintain.
PROCESS = os.environ.get("SUIXING_PROCESS", "")
DATABASES: dict[str, Any] = DATABASE_ADDRESSES.for_process(PROCESS)
DATABASE_ROUTERS = ["suixing.config.routing.SignInRouter"]
SUIXING_KEYS_DIR = HOME.keys
SUIXING_CACHE_DIR = HOME.cache
# Where notices leave: a folder for the operator's own gateway, or command:/path.
SUIXING_OUTGOING_DIR = HOME.path / "outgoing"
SUIXING_SENDER = os.environ.get("SUIXING_SENDER", "").strip() or "folder"
SUIXING_FILES_DIR = HOME.files
SUIXING_RUN_DIR = HOME.run
# Who this node is among others; all empty where it stands alone.
_STANDING = standing_of(HOME)
SUIXING_NODE_ROLE = _STANDING.role
SUIXING_NODE_PLACE = _STANDING.place
SUIXING_EXCHANGE: dict[str, Any] = dict(_STANDING.exchange)
# Stands in every pass; changed later, what was handed out before names an address that is no more.
SUIXING_PUBLIC_ADDRESS = public_address()
SUIXING_EXCHANGE_TICK = exchange_seconds("SUIXING_EXCHANGE_TICK")
SUIXING_EXCHANGE_RESEND = exchange_seconds("SUIXING_EXCHANGE_RESEND")
SUIXING_CLOCKS_EVERY = exchange_seconds("SUIXING_CLOCKS_EVERY")

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
    "suixing.exchange",
    "suixing.people",
    "suixing.consent",
    "suixing.directory",
    "suixing.notices",
    "suixing.papers",
    "suixing.residents",
    "suixing.clocks",
    "suixing.cases",
    "suixing.passes",
    "suixing.journeys",
    "suixing.web",
]
MIDDLEWARE = [
    "suixing.web.policy.ContentSecurityPolicy",  # outermost: what another one refuses carries it too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "suixing.web.seat.OfficersSeat",
    "suixing.web.resident.seat.ResidentsSeat",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
if os.environ.get("SUIXING_COUNT_QUERIES", "") == "1":  # tests only; docs/testing.md
    MIDDLEWARE.insert(0, "suixing.web.counting.CountQueries")
ROOT_URLCONF = "suixing.config.urls"
ASGI_APPLICATION = "suixing.config.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours before those of the same name that libraries bring.
        "DIRS": [Path(__file__).resolve().parent.parent / "web" / "templates"],
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
CSRF_FAILURE_VIEW = "suixing.web.doors.sent_with_old_token"
IDLE_MINUTES = 15
# What a person's browser keeps for her own pages, apart from officers' sessions.
RESIDENT_COOKIE_NAME = "resident"
# Officers have no mailbox here: names and second factors only.
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
AUTHENTICATION_BACKENDS = ["suixing.web.sign_in.adapters.OfficerBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "suixing.web.sign_in.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "suixing.web.sign_in.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# A whole office may stand behind one address; five tries in five minutes for one name.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,5/300s/key",
    "start_code": "30/m/ip,5/300s/key",
    "resident": "20/m/ip",
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "suixing.web.sign_in.passwords.LongEnough"},
    {"NAME": "suixing.web.sign_in.passwords.NotTheName"},
    {"NAME": "suixing.web.sign_in.passwords.NotLeaked"},
]
MFA_ADAPTER = "suixing.web.sign_in.adapters.FactorAdapter"
MFA_FORMS = {"authenticate": "suixing.web.sign_in.forms.CodeForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Suixing"
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
# Shared by all web processes; behind the door, where the counts of tries belong.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "sign_in_cache"},
}
SOCIALACCOUNT_ADAPTER = "suixing.web.sign_in.provider.SocialAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = provider_of()
SOCIALACCOUNT_LOGIN_ON_GET = True  # our policy lets no form lead to another host
SUIXING_OIDC_TRUSTED = os.environ.get("SUIXING_OIDC_TRUSTED", "") == "1"
# Only the demonstration shows how its invented officers sign in; its command sets the variable and writes the file.
DEMO_FILE = HOME.path / "demo.json" if os.environ.get("SUIXING_DEMO", "") == "1" else None
if DEMO_FILE is not None:
    # Its nodes answer at one host, for which a browser keeps the cookies of all of them: one sign-in ended the other.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"session{SUIXING_NODE_PLACE}", f"csrf{SUIXING_NODE_PLACE}"
    RESIDENT_COOKIE_NAME = f"resident{SUIXING_NODE_PLACE}"
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
