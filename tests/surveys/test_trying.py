import pytest
from django.http import HttpResponse

from surveys import responding, trying
from surveys.envelope_contents import Answer
from surveys.models.response import Envelope
from surveys.models.round import NeverStoredError, Round
from surveys.models.trial import TrialDraft
from surveys.responding import NothingToSendError, WithdrawnError
from surveys.sessions import SessionStore
from tests import factories

KEY = "PRC>JPN:military"


@pytest.fixture
def draft(study):
    return factories.make_round(study, state="draft", modules=["predicted"], asks_threats=False)


@pytest.fixture
def request_of(rf, db):
    """A request of a session, with the cookies that a response has set."""
    store = SessionStore()
    store.create()

    def make(response: HttpResponse | None = None):
        request = rf.get("/")
        request.session = store
        cookies = response.cookies if response is not None else {}
        request.COOKIES = {name: morsel.value for name, morsel in cookies.items()}
        return request

    return make


@pytest.fixture
def begun(request_of, draft):
    """The response that has begun a test of the draft round."""
    trial = trying.trial_of_round(draft, seat="participant", side="PRC")
    return trying.begin(request_of(), HttpResponse(), trial)


def test_a_test_asks_what_the_round_would_and_is_no_round(request_of, begun, draft):
    holder = trying.holder_from(request_of(begun))
    round = holder.round
    same = ("study_id", "number", "instrument", "languages", "modules", "asks_threats")
    assert [getattr(round, name) for name in same] == [getattr(draft, name) for name in same]
    assert (holder.envelope.seat, holder.envelope.side) == ("participant", "PRC")
    assert round.is_test
    assert not draft.is_test
    assert round.takes_answers
    assert round.pk != draft.pk


def test_its_round_cannot_be_stored(request_of, begun, draft):
    with pytest.raises(NeverStoredError):
        trying.holder_from(request_of(begun)).round.save()
    assert set(Round.objects.all()) == {draft}


def test_what_is_saved_and_submitted_is_no_envelope(request_of, begun):
    request = request_of(begun)
    responding.save_answers(holder=trying.holder_from(request), answers={KEY: Answer(3)})
    assert responding.read_draft(trying.holder_from(request)) == {KEY: Answer(3)}
    responding.submit(holder=trying.holder_from(request))
    sent = trying.holder_from(request)
    assert (sent.has_sent, sent.is_filling) == (True, False)
    with pytest.raises(NothingToSendError):
        responding.save_answers(holder=sent, answers={KEY: Answer(2)})
    responding.start_again(holder=sent)
    assert responding.read_draft(trying.holder_from(request)) == {}
    assert not Envelope.objects.exists()


def test_nothing_is_saved_once_it_has_ended(request_of, begun):
    request = request_of(begun)
    holder = trying.holder_from(request)
    ended = trying.end(request, HttpResponse())
    assert ended.cookies[trying.cookie_name()].value == ""
    assert trying.holder_from(request) is None
    with pytest.raises(WithdrawnError):
        responding.save_answers(holder=holder, answers={KEY: Answer(3)})
    assert not TrialDraft.objects.exists()


def test_without_its_cookie_or_with_that_of_an_earlier_test_there_is_none(request_of, begun, draft):
    assert trying.holder_from(request_of()) is None
    trial = trying.trial_of_round(draft, seat="assessor", side="USA")
    later = trying.begin(request_of(), HttpResponse(), trial)
    assert trying.holder_from(request_of(begun)) is None
    assert trying.holder_from(request_of(later)).envelope.seat == "assessor"
    altered = request_of(later)
    altered.COOKIES[trying.cookie_name()] = later.cookies[trying.cookie_name()].value[::-1]
    assert trying.holder_from(altered) is None


def test_the_cookie_is_locked_and_no_script_reads_it(begun, settings):
    cookie = begun.cookies[trying.cookie_name()]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert "code" not in cookie.value
    settings.HTTPS, settings.COOKIE_PREFIX = True, "__Host-"
    assert trying.cookie_name().startswith("__Host-")
