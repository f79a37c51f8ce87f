"""The page on which the staff read and take what is held about them."""

import json

from surveys.models.audit import IdentityAudit
from tests.html import parse

PAGE = "/staff/account/data/"


def test_the_page_leads_to_the_file_and_reading_it_changes_nothing(client, facilitator):
    client.force_login(facilitator)
    assert parse(client.get("/staff/account/")).one("main").one("a", href=PAGE)
    page = parse(client.get(PAGE)).one("main")
    assert "facilitator" in page.text
    assert not IdentityAudit.objects.filter(act="export_person").exists()
    response = client.post(PAGE)
    assert response["Content-Disposition"].startswith("attachment; ")
    assert response["Content-Type"] == "application/json"
    assert "no-store" in response["Cache-Control"]
    held = json.loads(response.content)
    assert held["held"]["account"][0]["username"] == "facilitator"
    assert IdentityAudit.objects.get(act="export_person").actor == "facilitator"


def test_each_gets_their_own(client, facilitator, outsider):
    client.force_login(outsider)
    held = json.loads(client.post(f"{PAGE}?user=facilitator", {"user": "facilitator"}).content)
    assert held["about"] == {"account": "outsider"}
    assert facilitator.pk not in [row.get("id") for row in held["held"]["account"]]


def test_nobody_else_gets_anything(client, db):
    for response in (client.get(PAGE), client.post(PAGE)):
        assert response.status_code == 302
        assert response.url.startswith("/staff/sign-in/")
