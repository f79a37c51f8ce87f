"""Answers of a test client as schemathesis reads them."""

import requests
from schemathesis.core.transport import Response


def as_sent(response):
    """A test client's answer with its status, headers and body."""
    content = response.getvalue()
    headers = {name.lower(): [value] for name, value in response.items()}
    request = requests.Request("GET", "http://testserver/").prepare()
    return Response(response.status_code, headers, content, request, 0.1, True)
