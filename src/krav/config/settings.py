"""Django's settings: one module, told apart from machine to machine by five variables of the environment."""

from krav.config import env

KRAV_HOME = env.folder("KRAV_HOME", "var")
DEBUG = env.flag("KRAV_DEBUG")
SECRET_KEY = env.secret("KRAV_SECRET_KEY")

INSTALLED_APPS = ["krav.store"]
DATABASES = {"default": env.database("KRAV_DATABASE_URL", KRAV_HOME / "krav.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"

_smtp = env.smtp("KRAV_SMTP_URL")
KRAV_MAIL = _smtp is not None
if _smtp:
    EMAIL_HOST = _smtp.host
    EMAIL_PORT = _smtp.port
    EMAIL_HOST_USER = _smtp.user
    EMAIL_HOST_PASSWORD = _smtp.password
    EMAIL_USE_SSL = _smtp.ssl
    EMAIL_USE_TLS = _smtp.starttls
    EMAIL_TIMEOUT = 30
