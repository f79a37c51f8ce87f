"""The page on which facilitators release what participants wrote."""

import uuid

import pytest
import yaml
from django.core.management import CommandError, call_command

from surveys.models.audit import AnswerAudit
from surveys.models.own_concern import OwnConcern, ReleasedConcern
from tests import factories
from tests.html import parse
from tests.surveys import written
from tests.surveys.views.staff_pages import messages_on, of

PAGE, DECIDE, SHARE = "own-concerns/", "own-concerns/decide/", "own-concerns/share/"


@pytest.fixture
def closed(study):
    return written.closed_round(study)


def concern(text="about Japan 0"):
    return OwnConcern.objects.get(text=text)


def decide(client, round, act, text="about Japan 0", **more):
    return client.post(of(round, DECIDE), {"concern": concern(text).pk, "act": act, **more})


def quoted(client, round):
    """The texts on the page that are still as they were written."""
    page = parse(client.get(of(round, PAGE)))
    return [quote.text for quote in page.all("blockquote")]


def released(client, round):
    page = parse(client.get(of(round, PAGE)))
    return [item.text for item in page.all("li") if item.get("dir") == "auto"]


def test_the_round_leads_to_it_once_it_has_closed(staff, study, closed_round):
    def leads(round):
        return of(round, PAGE) in staff.get(of(round)).content.decode()

    assert leads(written.closed_round(study))
    assert not leads(written.asking_round(study))
    assert not leads(closed_round)


def test_before_closing_it_shows_nothing(staff, study):
    round = written.asking_round(study)
    written.write(round, {"JPN/1": "a text"})
    page = staff.get(of(round, PAGE)).content.decode()
    assert "before the round has closed" in page
    assert "a text" not in page


def test_it_lists_every_text_by_who_wrote_it_and_whom_it_is_about(staff, closed):
    page = parse(staff.get(of(closed, PAGE)))
    heads = [head.text for head in page.all("h3")]
    assert heads == ["PRC toward Japan", "PRC toward ROK"]
    assert set(quoted(staff, closed)) == set(OwnConcern.objects.values_list("text", flat=True))


def test_texts_stand_in_the_order_of_their_random_identifiers(staff, closed):
    in_order = OwnConcern.objects.filter(target="JPN").order_by("pk")
    assert quoted(staff, closed)[:5] == list(in_order.values_list("text", flat=True))


def test_a_side_of_fewer_than_five_is_named_and_nothing_of_it_shown(staff, study):
    round = written.asking_round(study)
    written.write(round, {"JPN/1": "written by one of four"})
    factories.close(round)
    page = staff.get(of(round, PAGE)).content.decode()
    assert "PRC: fewer than five participants submitted" in page
    assert "written by one of four" not in page


def test_markup_in_a_text_is_text(staff, study):
    round = written.asking_round(study)
    for _ in range(5):
        written.write(round, {"JPN/1": "<script>alert(1)</script>"})
    factories.close(round)
    assert "<script>alert" not in staff.get(of(round, PAGE)).content.decode()
    assert quoted(staff, round) == ["<script>alert(1)</script>"] * 5


def test_a_text_is_released_as_it_is(staff, closed):
    assert decide(staff, closed, "release", words="not these").url == of(closed, PAGE)
    assert released(staff, closed) == ["about Japan 0"]
    assert "about Japan 0" not in quoted(staff, closed)


def test_of_a_reworded_text_the_original_is_nowhere(staff, closed):
    decide(staff, closed, "reword", words="what\u202e Japan does")
    assert messages_on(staff, closed) == [
        "The text is released.",
        "Characters that cannot be seen were taken out.",
    ]
    assert released(staff, closed) == ["what Japan does"]
    assert "about Japan 0" not in staff.get(of(closed, PAGE)).content.decode()
    assert "about Japan 0" not in str(list(AnswerAudit.objects.values()))


@pytest.mark.parametrize(
    ("words", "says"), [("", "Please write the words"), ("x" * 301, "301 characters")]
)
def test_words_that_cannot_be_released_are_shown_again_beside_their_text(
    staff, closed, words, says
):
    reply = decide(staff, closed, "reword", words=words)
    assert reply.status_code == 422
    page = parse(reply)
    (opened,) = [one for one in page.all("details") if one.get("open") is not None]
    assert says in opened.text
    assert opened.one("textarea").text == words
    assert not ReleasedConcern.objects.exists()


def test_a_text_is_withheld_and_put_back(staff, closed):
    decide(staff, closed, "withhold")
    page = parse(staff.get(of(closed, PAGE)))
    assert "Withheld" in [head.text for head in page.all("h2")]
    assert quoted(staff, closed)[-1] == "about Japan 0"
    decide(staff, closed, "reconsider")
    assert not OwnConcern.objects.filter(withheld=True).exists()


@pytest.mark.parametrize("data", [{}, {"act": "release"}, {"act": "x", "concern": uuid.uuid4()}])
def test_what_is_no_decision_changes_nothing(staff, closed, data):
    assert staff.post(of(closed, DECIDE), data).status_code == 302
    assert "Nothing was decided: please use the buttons below a text." in messages_on(staff, closed)
    assert OwnConcern.objects.count() == 10


def test_a_text_that_somebody_else_has_decided_on_is_gone(staff, closed):
    pk = concern().pk
    decide(staff, closed, "release")
    staff.post(of(closed, DECIDE), {"concern": pk, "act": "withhold"})
    assert any("not here any more" in said for said in messages_on(staff, closed))
    assert ReleasedConcern.objects.count() == 1


def test_a_facilitator_of_another_study_decides_nothing(client, outsider, closed):
    client.force_login(outsider)
    assert decide(client, closed, "release").status_code == 404
    assert client.get(of(closed, PAGE)).status_code == 404
    assert not ReleasedConcern.objects.exists()


def test_a_text_of_another_study_is_not_reached_through_ones_own_round(staff, closed):
    other = written.closed_round()
    pk = other.own_concerns.first().pk
    staff.post(of(closed, DECIDE), {"concern": pk, "act": "release"})
    assert not ReleasedConcern.objects.exists()


def test_released_texts_are_shared_and_hidden_together(staff, closed):
    decide(staff, closed, "release")
    staff.post(of(closed, SHARE), {"shared": "yes"})
    assert ReleasedConcern.objects.get().shared
    decide(staff, closed, "release", "about Japan 1")
    page = parse(staff.get(of(closed, PAGE))).one("main").text
    assert "Shown now: 1. Not shown: 1." in page
    staff.post(of(closed, SHARE), {"shared": "no"})
    assert not ReleasedConcern.objects.filter(shared=True).exists()


def test_drafts_of_threats_are_downloaded(staff, closed):
    decide(staff, closed, "release", "about the ROK 1")
    decide(staff, closed, "release")
    reply = staff.get(of(closed, "own-concerns/threats.yaml"))
    assert reply["Content-Disposition"] == 'attachment; filename="threats-round-1.yaml"'
    assert reply["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    threats = yaml.safe_load(reply.content)["threats"]
    assert [(t["key"], t["target"], t["item"]["en"]["source"]) for t in threats] == [
        ("own-1", "JPN", "about Japan 0"),
        ("own-2", "ROK", "about the ROK 1"),
    ]


def test_the_command_writes_the_same(staff, closed, capsys):
    with pytest.raises(CommandError, match="No concern of this round is released"):
        call_command("draft_threats", str(closed.pk))
    decide(staff, closed, "release")
    call_command("draft_threats", str(closed.pk))
    reply = staff.get(of(closed, "own-concerns/threats.yaml"))
    assert capsys.readouterr().out == reply.content.decode()
    with pytest.raises(CommandError, match="There is no round x"):
        call_command("draft_threats", "x")
