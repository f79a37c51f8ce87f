"""Settings of a bare Django site: what `startproject` writes, with the program's database.

It has the settings of that database too, and none of the program's middleware.
"""

from cs2survey import settings as ours

SECRET_KEY = "of a site that holds nothing"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
DATABASES = {"default": ours.DATABASES["default"]}
DEFAULT_AUTO_FIELD = ours.DEFAULT_AUTO_FIELD
MOST_REQUEST_BYTES = ours.MOST_REQUEST_BYTES  # the web server reads it
USE_TZ = True
ROOT_URLCONF = "load.bare_urls"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
