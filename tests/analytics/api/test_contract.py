import pytest

from tests.analytics.api.contract import assert_api_is_the_archive
from tests.analytics.api.whole import whole_release

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("panels", [("panel",), ("panel/JPN", "panel/PRC")])
def test_every_table_of_the_api_is_that_of_the_archive(ask, study, panels):
    whole_release(study, panels)
    release = whole_release(study, panels, turn=1)
    assert_api_is_the_archive(lambda path, **q: ask(f"releases/{release.pk}/{path}", **q), release)


def test_a_difference_would_be_noticed(ask, study, monkeypatch):
    release = whole_release(study, people=0)

    def get(path, **query):
        response = ask(f"releases/{release.pk}/{path}", **query)
        if path == "means/" and query.get("format") == "csv":
            response.content = response.content.replace(b"threat", b"Threat", 1)
        return response

    with pytest.raises(AssertionError, match="means"):
        assert_api_is_the_archive(get, release)
