import pytest

from tests.analytics.made import LOW, bearer, feared, make_release

SMALL = (0, 0, 0, 0, 0, 0, 4)


def mixed(question, lens):
    """Tallies of many sizes: some too small to publish, some without a level."""
    if question.perceiver == "ROK":
        return SMALL if lens == "perceived" else LOW
    if question.item == "economic":
        return (3, 3, 2, 0, 0, 0, 0)
    if question.kind == "threat":
        return (0, 1, 0, 2, 3, 3, 4)
    return feared(question, lens)


@pytest.fixture
def ask(client, study, researcher):
    headers = bearer(researcher, study)

    def get(path, accept=None, **query):
        more = {"Accept": accept} if accept else {}
        return client.get(f"/api/v1/{path}", query, headers=headers | more)

    return get


@pytest.fixture
def release(study):
    return make_release(study, mixed, audience="researchers", simulated=True)
