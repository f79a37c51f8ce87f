"""What a page of the questionnaire asks of the databases, and whose answers it shows."""

import re

from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.surveys.views.walking import begin, speak


def names_on(page) -> set[str]:
    return set(re.findall(r'name="(q\d+)"', page.text))


def test_two_people_of_a_side_never_see_each_others_answers(study):
    round = factories.make_round(study)
    clients = [speak(Client(), "ja") for _ in range(2)]
    for client in clients:
        begin(client, round)
    names = names_on(clients[0].get("/answer/1/"))
    before = [client.get("/answer/1/").text.count(" checked") for client in clients]
    clients[0].post("/answer/1/", dict.fromkeys(names, "3"))
    for client, changed in zip(clients, (True, False), strict=True):
        marked = re.findall(r'name="q\d+" value="3"[^>]* checked', client.get("/answer/1/").text)
        assert len(marked) == (len(names) if changed else 0)
    assert before[0] == before[1]


def test_a_page_is_one_query_and_saving_it_four(study):
    """The envelope with its round. To save, also the state, the envelope locked, and the draft."""
    client = Client()
    begin(client, factories.make_round(study))
    names = names_on(client.get("/answer/1/"))
    assert len(queries_of(lambda: client.get("/answer/1/"))) == 1
    save = queries_of(lambda: client.post("/answer/1/", dict.fromkeys(names, "2")))
    assert [sql.split()[0] for sql in save] == ["SELECT", "SELECT", "SELECT", "UPDATE"]


def queries_of(work) -> list[str]:
    """The statements sent to both databases, but for savepoints."""
    with (
        CaptureQueriesContext(connections["default"]) as answers,
        CaptureQueriesContext(connections["identity"]) as identity,
    ):
        work()
    sent = [query["sql"] for query in [*answers.captured_queries, *identity.captured_queries]]
    return [sql for sql in sent if "SAVEPOINT" not in sql]
