"""Every setting of the system. The environment is read through config/env.py; nothing else reads it."""

from pathlib import Path

from csp.constants import NONE, SELF

from config import env, still

BASE_DIR = Path(__file__).resolve().parent.parent

# --- What kind of instance this is ---------------------------------------------------------------------------------
SAMPLE_INSTANCE = env.flag("SAMPLE")
PUBLIC_REPORT = env.flag("PUBLIC_REPORT")  # the latest equality report for everybody, at /figures/
SITE_URL = env.text("SITE_URL", "http://localhost:8000")
SECURE = SITE_URL.startswith("https://")
DEBUG = False

SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")

# --- Keys that are never in a database -----------------------------------------------------------------------------
FIELD_KEYS = env.keyring("FIELD_KEYS")
BLIND_INDEX_KEY = env.keyring("BLIND_INDEX_KEY")
EQUALITY_LINK_KEY = env.key("EQUALITY_LINK_KEY")
EQUALITY_FIELD_KEY = env.key("EQUALITY_FIELD_KEY")
ROUNDING_SECRET = env.key("ROUNDING_SECRET")
BACKUP_KEY = env.keyring("BACKUP_KEY")
AUDIT_ANCHOR = Path(env.text("AUDIT_ANCHOR"))

# --- The house -----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "config",
    "reports",
    "equality",
    "providers",
    "referrals",
    "governance",
    "accounts",
    "journal",
    "walls",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "pgtrigger",
    "csp",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
EVENT_HANDLERS = "config.wiring.HANDLERS"
AT_ONCE_HANDLERS = "config.wiring.AT_ONCE"
RECONCILERS = "config.wiring.RECONCILERS"
ERRANDS = "config.wiring.ERRANDS"
CASE_REFERENCE = "referrals.facts.reference_of"
CASE_PANELS = "config.wiring.CASE_PANELS"
# Working days that each clock allows (domain.md rule 5). The scheme may change them without a release of code.
CLOCK_DAYS = env.days("CLOCK_DAYS", {
    "first_contact": 1, "triage": 2, "dispatch": 1, "recall": 2, "provider_acceptance": 2, "visit": 5,
    "installation": 10, "approval": 2, "sign_off": 2, "support_contact": 3, "engagement": 10, "plan": 10, "review": 30,
})  # fmt: skip
# Whoever has the work is reminded with so many working days left (0: on the last day itself).
CLOCK_REMINDER_DAYS = env.days("CLOCK_REMINDER_DAYS", dict.fromkeys(CLOCK_DAYS, 1) | {
    "first_contact": 0, "dispatch": 0, "installation": 2, "engagement": 2, "plan": 2, "review": 5,
})  # fmt: skip
# The public form: what is faster, or comes more often from one part of the internet, waits in quarantine for a person.
FORM_SECONDS = float(env.text("FORM_SECONDS", "20"))
FORM_BURST = int(env.text("FORM_BURST", "30"))
FORM_PER_HOUR = int(env.text("FORM_PER_HOUR", "30"))
ASK_WHY = env.text("ASK_WHY", "1") == "1"  # before a referral opens that is not among one's own work
CURIOUS_CASES_AN_HOUR = 20  # opened by one person without doing anything in them: then somebody is told
HOLD_ESCALATION_DAYS = 2  # working days after the date to look again, then a lead is told
QUESTION_LINK_DAYS = 90  # after that a link to a question opens no more; no answer is asked for later than that
COST_APPROVAL_LIMIT_PENCE = 80_000  # above this a triage lead approves a security assessment
EQUALITY_PAGE, EQUALITY_INVITATION = "equality:answers", "equality:invited"  # named: earlier stages do not import it

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.packing.LongPages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.headers.Headers",
    "csp.middleware.CSPMiddleware",
    "config.errors.ErrorPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.middleware.ScopeMiddleware",
]

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
                "config.context.page",
            ],
            "builtins": ["config.templatetags.page"],
        },
    }
]
FORM_RENDERER = "config.renderer.GovukRenderer"

# --- Databases: cases; equality (and the released figures, through a role of their own) ------------------------------
_CONNECTION = {
    "CONN_MAX_AGE": 600,
    "CONN_HEALTH_CHECKS": True,
    "DISABLE_SERVER_SIDE_CURSORS": True,
    "OPTIONS": {"connect_timeout": 5},
}
DATABASES = {
    "default": env.database("DATABASE_URL") | _CONNECTION,
    "equality": env.database("EQUALITY_DATABASE_URL") | _CONNECTION,
    "reports": env.database("REPORTS_DATABASE_URL") | _CONNECTION | {"TEST": {"MIRROR": "equality"}},
}
DATABASE_ROUTERS = ["config.routers.Apart"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis: broker and cache. Nothing in it is needed after a loss. ------------------------------------------------
REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "config.cache.Forgiving",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"serializer": "config.cache.PlainJSON", "socket_connect_timeout": 1, "socket_timeout": 1},
    }
}
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 900
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 1200}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/London"

# --- Figures: a data protection officer confirms these numbers (docs/disclosure-control.md says what each does) -------
DISCLOSURE = {
    "close_days": 28,
    "least_quarter": 100,
    "least_year": 100,
    "people_per_cell": 10,
    "residents": 1000,
    "percent_of": 100,
    "group_share": 0.9,
}

# --- Sign-in -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.MembersOnly"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_ADAPTER = "accounts.adapters.InvitationOnly"
MFA_ADAPTER = "accounts.adapters.SealedSecrets"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation proves the address
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = ACCOUNT_LOGOUT_ON_GET = ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60
# Delays, never a lock-out: wrong passwords count for each address and place together, and are forgotten by themselves.
# Whole agencies share one address of the internet, so the limits by address only stop machines.
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.text("TRUSTED_PROXIES", "0"))
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "120/m/ip,6/m/key,30/h/key",
    "reauthenticate": "20/m/user",
    "reset_password": "60/m/ip,3/10m/key",
    "reset_password_from_key": "60/m/ip",
}
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignIn",
    "reset_password": "accounts.forms.AskNewPassword",
    "reset_password_from_key": "accounts.forms.SetNewPassword",
    "change_password": "accounts.forms.ChangePassword",
    "reauthenticate": "accounts.forms.ConfirmPassword",
}
API_A_MINUTE = {"system": 600, "stranger": 120}  # of one system of an agency; of one address without a key
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_FORMS = {
    "authenticate": "accounts.forms.EnterCode",
    "reauthenticate": "accounts.forms.ConfirmCode",
    "activate_totp": "accounts.forms.EnrolApp",
    "add_webauthn": "accounts.forms.EnrolPasskey",
    "edit_webauthn": "accounts.forms.RenamePasskey",
    "login_webauthn": "accounts.forms.SignInPasskey", "reauthenticate_webauthn": "accounts.forms.ConfirmPasskey",
}  # fmt: skip
MFA_TOTP_TOLERANCE = 1  # clocks of telephones drift, and people type slowly
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "SAFER Referrals"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
AGENCY_SIGN_IN = env.agencies("AGENCY_SIGN_IN")  # with the account of one's agency: off unless named (docs/deploy.md)
SOCIALACCOUNT_ADAPTER = "accounts.elsewhere.ByInvitation"
USERSESSIONS_TRACK_ACTIVITY = False  # a session is written down once, not at every click
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.passwords.NotGuessable"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.passwords.NotUsedBefore"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # not in Redis: whoever holds the broker holds no session
SESSION_SERIALIZER = "accounts.sessions.Sealed"
SESSION_IDLE_SECONDS = 15 * 60
SESSION_ABSOLUTE_SECONDS = 8 * 60 * 60
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None  # gone when the browser closes, like the session
CSRF_FAILURE_VIEW = "config.errors.csrf_failed"

# --- Pages ---------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
STATIC_URL = "/static/"
WHITENOISE_ADD_HEADERS_FUNCTION = still.protect
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # uploads are sealed in the database
    "staticfiles": {"BACKEND": "config.storage.HashedStatic"},
}
SECURE_SSL_REDIRECT = False  # the front server speaks TLS and redirects
SILENCED_SYSTEM_CHECKS = ["security.W008"]  # which asks for that redirect here
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
# Other sites learn nothing. Under "no-referrer", which public pages have (config/headers.py), browsers send forms with
# `Origin: null`, and Django's protection of signed-in forms would refuse them all.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
EXIT_ADDRESS = "https://www.bbc.co.uk/weather"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        **dict.fromkeys(("style-src", "script-src", "img-src", "font-src", "connect-src"), [SELF]),
        **dict.fromkeys(("manifest-src", "form-action"), [SELF]),
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = ["config.uploads.InMemory"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 12_000_000  # bytes of a photograph; config/wsgi.py and docker/Caddyfile have the same
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

# --- E-mail never carries personal data ----------------------------------------------------------------------------
_EMAIL = env.mail("EMAIL_URL")
EMAIL_BACKEND = _EMAIL.pop("EMAIL_BACKEND")
globals().update(_EMAIL)
NEUTRAL_SENDER = env.text("EMAIL_FROM_NEUTRAL", "")  # to survivors, in their safe way; without it nobody is mailed
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "no-reply@safer-referrals.example")

# --- Logs: no personal data, no addresses, no words of a fault (config/logs.py) ---------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.logs.Line"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        name: {"level": "WARNING"}
        for name in ("fido2", "fontTools", "weasyprint", "celery.worker.strategy", "celery.app.trace")
    },
}
