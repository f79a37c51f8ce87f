"""What is logged: no address, token, code or answer, at any level, as text or as JSON."""

from typing import Any

PLAIN, JSON = FORMATS = ("plain", "json")


def logging_at(level: str, form: str = PLAIN) -> dict[str, Any]:
    """Return the configuration of Python's logging, for Django, at this level.

    `form` is one of FORMATS: a line of text for each entry, or a JSON object.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "secrets": {"()": "cs2survey.log_filters.SecretsFilter"},
            "requests": {"()": "cs2survey.log_filters.RequestFilter"},
        },
        "formatters": {
            PLAIN: {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
            JSON: {"()": "cs2survey.log_format.JsonFormatter"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": form,
                "filters": ["secrets"],
            },
        },
        "root": {"handlers": ["console"], "level": level},
        # Django's own handlers would print request paths before the filter sees them.
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            # A mistyped code, or too large a form, is no failure of ours, and its time is nobody's
            # business.
            "django.request": {"level": "ERROR"},
            "django.security.RequestDataTooBig": {"level": "CRITICAL"},
            "django.security.TooManyFieldsSent": {"level": "CRITICAL"},
            "django.security.TooManyFilesSent": {"level": "CRITICAL"},
            "waitress": {"filters": ["requests"]},
            # That all its threads are busy for a moment.
            "waitress.queue": {"level": "ERROR"},
            # It writes down whose passkey was used when.
            "fido2": {"level": "WARNING"},
            # They list every letter of the names on slips.
            "fontTools": {"level": "ERROR"},
            "fpdf": {"level": "ERROR"},
        },
    }
