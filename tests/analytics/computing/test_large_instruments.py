"""Three thousand questions: from the first page to the counts."""

import pytest

from analytics.computing.tally import tallies
from surveys import responding
from surveys.holder_pages import pages_of
from surveys.models.response import Rating
from tests.factories import close, large, make_round
from tests.surveys.views.walking import begin, envelope, holder


@pytest.fixture
def round(study):
    return make_round(study, document=large(244), modules=["vignettes"])


def fill(client, page) -> None:
    """Post a page on which everything is answered, and what is asked beside each answer."""
    extras = {"confidence": "2", "basis": "inadvertence"} if page.extras else {}
    given = {f"q{q.position}": "3" for q in page.questions} | {
        f"q{q.position}_{extra}": value for q in page.questions for extra, value in extras.items()
    }
    reply = client.post(f"/answer/{page.number}/", given)
    assert reply.status_code == 302


def length(code: str) -> int:
    """The bytes that are stored of somebody's draft, or else of what they sent."""
    kept = envelope(code)
    return len(kept.draft or kept.sealed)


@pytest.mark.django_db(databases=["default", "identity"])
def test_an_assessor_answers_three_thousand_questions_and_all_are_counted(client, round):
    code = begin(client, round, "assessor")
    responding.save_answers(holder=holder(code), answers={})
    empty = length(code)
    for page in pages_of(holder(code), "en"):
        fill(client, page)
        assert length(code) == empty
    assert client.post("/answer/review/").status_code == 302
    assert length(code) - empty == 48 - 40  # what sealing adds, and what locking a draft does
    close(round)
    counted = sum(sum(each.counts) for each in tallies(round))
    assert counted == Rating.objects.filter(mark=3, confidence__isnull=False).count() + 3 == 3_003
