"""Settings: read from the environment and the owner-only `.env`, the same for every installation.

Nothing here acts: no calls, no files written. `ortaq setup` writes `.env` with secrets of its own.
"""

from pathlib import Path

from csp.constants import NONE, SELF
from environs import Env

from ortaq.config.logs import LOGGING_CONFIG_DICT
from ortaq.core.paths import home

HOME = home()
env = Env()
env.read_env(str(HOME / ".env"), recurse=False)

# What this installation is.
DEBUG = env.bool("ORTAQ_DEBUG", False)
DEMO = env.bool("ORTAQ_DEMO", False)
SECRET_KEY = env.str("ORTAQ_SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("ORTAQ_SECRET_KEY_FALLBACKS", [])
# Keyed hashes of person numbers and phones; kept apart from the database and its backups.
IDENTITY_KEY = env.str("ORTAQ_IDENTITY_KEY")
ALLOWED_HOSTS = env.list("ORTAQ_ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("ORTAQ_ORIGINS", [])
HTTPS = env.bool("ORTAQ_HTTPS", False)
DATA_DIR = Path(env.str("ORTAQ_DATA_DIR", str(HOME / "var")))
# Sealing keys of running votes: never inside the database, never in its backups.
KEY_DIR = Path(env.str("ORTAQ_KEY_DIR", str(DATA_DIR / "keys")))

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.forms",
    "django_cotton.apps.SimpleAppConfig",
    "django_tasks",
    "django_tasks_db",
    "rules",
    "csp",
    # A higher layer stands above a lower one; templates are found in this order.
    "ortaq.portal",
    "ortaq.participation",
    "ortaq.notices",
    "ortaq.identity",
    "ortaq.norms",
    "ortaq.territories",
    "ortaq.files",
    "ortaq.audit",
    "ortaq.ui",
    "ortaq.core",
    # Libraries whose templates ours replace.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.admin",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ortaq.core.middleware.CompressText",
    "csp.middleware.CSPMiddleware",
    "ortaq.core.middleware.RefuseNul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ortaq.core.middleware.RememberLanguage",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ortaq.identity.middleware.StaffSecondFactor",
    "ortaq.participation.middleware.WipeBaskets",
    "ortaq.core.middleware.DomainErrors",
]

ROOT_URLCONF = "ortaq.config.urls"
WSGI_APPLICATION = "ortaq.config.wsgi.application"

_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ortaq.ui.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "ortaq.ui.templatetags.ui",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Databases: SQLite with full durability by default, PostgreSQL by address.
DATABASES = {
    "default": env.dj_db_url(
        "ORTAQ_DATABASE_URL", f"sqlite:///{DATA_DIR / 'ortaq.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # Limits and one-time codes must be the same for every web process.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entry"},
    # Whole anonymous pages; each process may have its own.
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# Languages and formats. Sources are English; `/` leads to the reader's language, Kazakh if unknown.
LANGUAGE_CODE = "en"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
MODELTRANSLATION_LANGUAGES = ("kk", "ru", "en")
MODELTRANSLATION_DEFAULT_LANGUAGE = "kk"
MODELTRANSLATION_FALLBACK_LANGUAGES = {
    "default": ("kk", "ru", "en"),
    "ru": ("ru", "kk", "en"),
    "en": ("en", "ru", "kk"),
}
LOCALE_PATHS = [HOME / "locale", HOME / "locale" / "libraries"]
FORMAT_MODULE_PATH = ["ortaq.config.formats"]
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Asia/Almaty"
USE_TZ = True

# Files.
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "ortaq.ui.assets.JoinedStyles",  # the one stylesheet, joined from its parts
]
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

# People.
AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "ortaq.identity.backends.AccountBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "ortaq.identity.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"phone", "email"}
# Either is enough and neither is asked of everybody; the check that wants one of them required is silenced below.
ACCOUNT_SIGNUP_FIELDS = ["phone", "email", "password1"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Signing in by code proves an address by itself; one added later in the profile is proven by a link.
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_TIMEOUT = 900
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Messages cost money, so a number gets three codes an hour; a demo sends none. A whole village may share one address.
_CODES = "20/m/ip,20/h/key" if DEMO else "20/m/ip,3/h/key"
ACCOUNT_RATE_LIMITS = {"request_login_code": _CODES, "verify_phone": _CODES, "change_phone": "5/h/user"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("ORTAQ_BEHIND_PROXY", False) else 0
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "confirm_login_code": "ortaq.identity.forms.entry.ConfirmCodeForm",
    "verify_phone": "ortaq.identity.forms.entry.VerifyNumberForm",
    "set_password": "ortaq.identity.forms.entry.NewPasswordForm",
    "change_password": "ortaq.identity.forms.entry.OtherPasswordForm",
    "reset_password_from_key": "ortaq.identity.forms.entry.RecoveredPasswordForm",
    "reset_password": "ortaq.identity.forms.entry.ForgottenPasswordForm",
    "reauthenticate": "ortaq.identity.forms.entry.OwnPasswordForm",
    "add_email": "ortaq.identity.forms.entry.OtherEmailForm",
}
MFA_ADAPTER = "ortaq.identity.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Ortaq"
# A phone's clock may be a step ahead or behind.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "ortaq.identity.forms.entry.SecondFactorForm",
    "reauthenticate": "ortaq.identity.forms.entry.SecondFactorAgainForm",
    "activate_totp": "ortaq.identity.forms.entry.SetUpAppForm",
}
SMS_BACKEND = env.str("ORTAQ_SMS_BACKEND", "ortaq.notices.sms.OutboxBackend")
# Countries (ISO 3166, two letters) whose numbers get codes by SMS; others sign in by e-mail.
SMS_COUNTRIES = env.list("ORTAQ_SMS_COUNTRIES", ["KZ"])
EMAIL_BACKEND = env.str("ORTAQ_EMAIL_BACKEND", "ortaq.notices.mail.OutboxBackend")
DEFAULT_FROM_EMAIL = env.str("ORTAQ_FROM_EMAIL", "ortaq@localhost")

# Security.
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "ortaq.ui.failures.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("ORTAQ_BEHIND_PROXY", False) else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

LOGGING = LOGGING_CONFIG_DICT
SILENCED_SYSTEM_CHECKS = ["account.W001"]
