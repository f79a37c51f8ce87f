"""Whatever is asked of the API, made up from its own description, is answered as described.

Parameters, headers and addresses are generated, among them such as the description excludes; half
of the addresses are those of a release that is there, and half come without parameters, so that not
all are refused. The long form sends 500 to each operation:
`CS2_REQUESTS_PER_OPERATION=500 pytest tests/analytics/api/test_generated_requests.py`.
"""

import io
import os
import re
from urllib.parse import quote, unquote, urlencode

import pytest
import schemathesis
import yaml
from django.core.management import call_command
from django.urls import Resolver404, resolve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.analytics.api.sent import as_sent
from tests.analytics.api.whole import whole_release
from tests.analytics.made import bearer
from tests.analytics.stored import store_small_files

pytestmark = pytest.mark.slow

EACH = int(os.environ.get("CS2_REQUESTS_PER_OPERATION", "3"))
GENERATED = settings(
    max_examples=EACH,
    deadline=None,
    database=None,
    derandomize=EACH < 100,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# What is not there, or was not asked for as it must be, is no fault of the server.
REFUSED = {400, 404, 406, 412, 416}
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@pytest.fixture(scope="module")
def described(django_db_setup):
    out = io.StringIO()
    call_command("spectacular", stdout=out)
    return schemathesis.openapi.from_dict(yaml.safe_load(out.getvalue()))


@pytest.fixture
def there(study):
    """What stands in addresses that lead to something."""
    release = whole_release(study, people=0)
    store_small_files(release)
    return {
        "release_id": str(release.pk),
        "slug": "forum",
        "name": "blocks.csv",
        "version": "4",
    }


def path_of(case, there, draw):
    """The address of the case, or of what is there."""
    generated = {name: str(value) for name, value in (case.path_parameters or {}).items()}
    values = there if draw(st.booleans()) else generated
    path = case.operation.path
    if "instruments" in path and values is there:
        values = there | {"slug": "short"}
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    return path


def test_every_generated_request_is_answered_as_described(
    client, described, there, study, researcher
):
    token = bearer(researcher, study)
    answered = {}

    def ask(case, draw):
        url = path_of(case, there, draw.draw)
        query = urlencode(dict(case.query or {}), doseq=True) if draw.draw(st.booleans()) else ""
        headers = {name: str(value) for name, value in (case.headers or {}).items()}
        response = client.get(f"{url}?{query}", headers=sendable(headers) | token)
        assert response.status_code in REFUSED | {200, 206, 304, 503}, url
        answered.setdefault(case.operation.path, []).append(response.status_code)
        # A path that was generated may be that of another route, or of none.
        if resolves_to(url, case.operation.path):
            case.operation.validate_response(as_sent(response))

    for result in described.get_all_operations():
        operation = result.ok()
        cases = st.one_of(operation.as_strategy(generation_mode=mode) for mode in MODES)
        GENERATED(given(case=cases, draw=st.data())(ask))()
    assert set(answered) == set(described)
    assert sum(statuses.count(200) for statuses in answered.values()) >= EACH * 3


def resolves_to(url, path):
    """Whether it is answered by the route that the operation describes."""
    try:
        match = resolve(unquote(url))
    except Resolver404:
        return False
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/{match.route}") == path


def sendable(headers):
    """Those that a server would let through: the others it refuses itself."""
    return {
        name: value
        for name, value in headers.items()
        if value.isascii() and value.isprintable() and name.replace("-", "").isalnum()
    }
