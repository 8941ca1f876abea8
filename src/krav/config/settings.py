"""Django's settings: one module, told apart from machine to machine by variables of the environment."""

from datetime import timedelta
from pathlib import Path

from krav.config import env, logs

_WEB = Path(__file__).parents[1] / "web"

KRAV_HOME = env.folder("KRAV_HOME", "var")
KRAV_TODAY = env.day("KRAV_TODAY")
KRAV_SITE = env.site("KRAV_SITE", "http://127.0.0.1:8000")
KRAV_METRICS_TOKEN = env.token("KRAV_METRICS_TOKEN")  # whoever bears it may read /metrics/; unset, nobody may
KRAV_PROXIES = env.text("KRAV_PROXIES", "127.0.0.1,::1")  # proxies that are believed about https and addresses
KRAV_BACKUPS = env.optional_folder("KRAV_BACKUPS")  # where backups are put, so that `krav doctor` misses one
KRAV_PING_URL = env.address("KRAV_PING_URL")  # asked once an hour by the worker, so that a watchdog misses a dead one
KRAV_LEASE_SECONDS = env.seconds("KRAV_LEASE_SECONDS", 90)  # how long a silent worker keeps what it has in hand
KRAV_DEBTOR_PAGES = env.flag("KRAV_DEBTOR_PAGES")  # whether debtors can reach these pages, so that letters bear a link
KRAV_DEBTOR_PAGE_DAYS = env.days("KRAV_DEBTOR_PAGE_DAYS", 180)  # how long a letter's link opens its page
KRAV_KEPT_PAGES = env.megabytes("KRAV_KEPT_PAGES", 32)  # what a process keeps of pages that were made; 0: nothing
KRAV_AT_ANY_HOUR = env.flag("KRAV_AT_ANY_HOUR")  # whether e-mails and SMS leave at night, too: for tests and demonstrations
DEBUG = env.flag("KRAV_DEBUG")
SECRET_KEY, *SECRET_KEY_FALLBACKS = env.secrets("KRAV_SECRET_KEY", KRAV_HOME / "secret")
KRAV_PRIVATE_ADDRESSES = env.flag("KRAV_PRIVATE_ADDRESSES")  # whether events may go to addresses inside of a network
KRAV_SEAL, *KRAV_OLD_SEALS = (env.seal(each) for each in env.secrets("KRAV_SEAL", KRAV_HOME / "seal"))
KRAV_VENDORS = env.vendors("conta", "economic", "fortnox", "tripletex", "twentyfour", "xledger")
KRAV_PARTNERS = env.vendors("contract", "debitura", "intrum", "kravia", "likvido", "retrieve")
KRAV_CARRIERS = env.vendors(
    "46elks", "brevo", "digipost", "eboks", "gatewayapi", "kivra", "mailgun", "postmark", "printhouse"
)  # fmt: skip
KRAV_OPERATOR = env.seller("KRAV_OPERATOR")
KRAV_CREDIT_AT_ONCE = env.flag("KRAV_CREDIT_AT_ONCE")  # credits can be used when they are ordered, unpaid
KRAV_KEY_FILES = {  # where no variable tells the keys
    "KRAV_SECRET_KEY": env.key_file("KRAV_SECRET_KEY", KRAV_HOME / "secret"),
    "KRAV_SEAL": env.key_file("KRAV_SEAL", KRAV_HOME / "seal"),
}
ALLOWED_HOSTS = [KRAV_SITE.host, "localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [KRAV_SITE.origin]

INSTALLED_APPS = [
    "krav.store",
    "krav.web",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]
MIDDLEWARE = [
    "krav.web.health.requests.told",
    "krav.web.middleware.content_security",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "krav.web.bounds.Bounds",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "krav.web.middleware.reader",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "krav.config.urls"
WSGI_APPLICATION = "krav.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [_WEB / "templates"],
        "OPTIONS": {
            "environment": "krav.web.environment.environment",
            "context_processors": ["krav.web.frame.context", "django.contrib.messages.context_processors.messages"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",  # the texts of allauth's e-mails
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

DATABASES = {"default": env.database("KRAV_DATABASE_URL", KRAV_HOME / "krav.sqlite3")} | env.owner("KRAV_DATABASE_OWNER_URL")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {  # what all processes must know: how often somebody tried to log in, which codes were used
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": KRAV_HOME / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    "outlooks": {  # what will come to an account, as long as nothing happens there
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": KRAV_HOME / "outlooks",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("da", "Dansk"), ("nb", "Norsk bokmål"), ("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [_WEB / "locale"]

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
UPLOAD_LIMIT = 25 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "krav.web.imports.limit.Limit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024  # a body without files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a page of ticked rows
DATA_UPLOAD_MAX_NUMBER_FILES = 500  # dropped together

AUTH_USER_MODEL = "store.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [  # what was hashed by another than the first is hashed anew when its person logs in
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "krav.web.people.forms.Name"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_CHANGE_EMAIL = True  # one address a person: a new one takes the place of the old when it is proved
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
_ENTRANCE = "krav.web.people.entrance"
ACCOUNT_FORMS = {
    "login": f"{_ENTRANCE}.LogIn",
    "signup": f"{_ENTRANCE}.SignUp",
    "add_email": f"{_ENTRANCE}.NewEmail",
    "change_password": f"{_ENTRANCE}.NewPassword",
    "set_password": f"{_ENTRANCE}.FirstPassword",
    "reset_password": f"{_ENTRANCE}.ForgottenPassword",
    "reset_password_from_key": f"{_ENTRANCE}.PasswordAgain",
    "reauthenticate": f"{_ENTRANCE}.Password",
}
MFA_FORMS = {
    "authenticate": f"{_ENTRANCE}.Code",
    "reauthenticate": f"{_ENTRANCE}.CodeAgain",
    "activate_totp": f"{_ENTRANCE}.FirstCode",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if KRAV_SITE.secure else 0  # https ends at a proxy, which says who asks
ACCOUNT_RATE_LIMITS = {"login_failed": "30/h/key"}  # of one person from everywhere; who has to wait where, axes counts
MFA_ADAPTER = "krav.web.people.adapter.SecondStep"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Krav"
MFA_TOTP_TOLERANCE = 1  # a code that ran out while it was typed still opens

_LOCKOUT = "krav.web.people.lockout"
AXES_HANDLER = f"{_LOCKOUT}.Handler"
AXES_LOCKOUT_CALLABLE = f"{_LOCKOUT}.answer"
AXES_USERNAME_CALLABLE = f"{_LOCKOUT}.whose"
AXES_CLIENT_IP_CALLABLE = f"{_LOCKOUT}.from_where"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]  # a person at an address; the address alone
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_USERNAME_FORM_FIELD = "email"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "email", "code", "next", "oldpassword"]

SESSION_COOKIE_AGE = 7 * 86_400  # who does not stay logged in is out when the browser closes
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = KRAV_SITE.secure
_ours_alone = "__Host-" if KRAV_SITE.secure else ""  # browsers take it from this host over https only
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_ours_alone}sessionid", f"{_ours_alone}csrftoken"
SECURE_SSL_REDIRECT = KRAV_SITE.secure
SECURE_REDIRECT_EXEMPT = [r"^(health|ready|metrics)"]  # asked by the machine itself, behind the proxy
SECURE_HSTS_SECONDS = 31_536_000 if KRAV_SITE.secure else 0
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # what lies below the host is for its owner to promise
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if KRAV_SITE.secure else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "krav.web.errors.expired"
SECURE_REFERRER_POLICY = "same-origin"

_smtp = env.smtp("KRAV_SMTP_URL")
KRAV_MAIL = _smtp is not None
DEFAULT_FROM_EMAIL = env.text("KRAV_MAIL_FROM", f"krav@{KRAV_SITE.host}")
if _smtp:
    EMAIL_HOST = _smtp.host
    EMAIL_PORT = _smtp.port
    EMAIL_HOST_USER = _smtp.user
    EMAIL_HOST_PASSWORD = _smtp.password
    EMAIL_USE_SSL = _smtp.ssl
    EMAIL_USE_TLS = _smtp.starttls
    EMAIL_TIMEOUT = 30
else:  # without a mail server, mail to people lies beside the letters, where the operator finds it
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = KRAV_HOME / "mail"

LOGGING = logs.logging(env.one_of("KRAV_LOG", "", "json", "text"))
