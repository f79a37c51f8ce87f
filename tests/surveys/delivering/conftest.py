import pytest

from surveys.models.round import Round
from tests import factories
from tests.surveys.delivering.mail_server import Keeper, mail_server


@pytest.fixture
def quick(settings):
    """No pause to speak of between two mails."""
    settings.MAILS_PER_MINUTE = 60_000
    return settings


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
def smtp(quick, keeper):
    """Settings by which mail goes to the keeper's server."""
    with mail_server(keeper) as port:
        quick.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        quick.EMAIL_HOST, quick.EMAIL_PORT = "127.0.0.1", port
        quick.EMAIL_HOST_USER = quick.EMAIL_HOST_PASSWORD = ""
        quick.DEFAULT_FROM_EMAIL = "The forum <forum@survey.example>"
        quick.BASE_URL = "https://survey.example"
        yield quick


@pytest.fixture
def round(study) -> Round:
    return factories.make_round(study, document=factories.short())
