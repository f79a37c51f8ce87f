"""A new link, or none any more: nothing that anybody sees differs for those who have begun."""

import re

import pytest
from django.core.exceptions import ObjectDoesNotExist

from surveys import facilitating, inviting, responding, sealing
from surveys.delivering import renewing
from surveys.delivering.handing_out import RoundOverError, hand_out
from surveys.delivering.outbox import NoMailServerError, send_mails
from surveys.delivering.reminding import mail_counts, mails_of
from surveys.delivering.renewing import NotOnTheRollError, OpenRoundError
from surveys.group_changes import _rolls
from surveys.models.audit import IdentityAudit
from surveys.models.invitation import Invitation
from surveys.models.mail import Mail
from tests import factories
from tests.surveys.delivering.lists import three

WANG = ("participant", "PRC", "Professor Wang")
PARK = ("participant", "ROK", "박 교수")


@pytest.fixture
def draft(study):
    round = factories.make_round(study, state="draft", document=factories.short())
    hand_out(round=round, guests=three(round), way="email", by="ada")
    return round


@pytest.fixture
def opened(draft):
    facilitating.open_round(round=draft, by="ada", allow_drafts=True)
    draft.refresh_from_db()
    Mail.objects.update(state="sent", sealed_token=b"", sent_on="2026-11-03")
    return draft


def row(person):
    seat, side, label = person
    rows = Invitation.objects.exclude(state="revoked")
    return rows.get(seat=seat, side=side, label=label)


def begin(person):
    invitation = row(person)
    assert responding.begin(invitation=invitation, code=sealing.new_code(), agreed=True)


def seen(round, person, before):
    """All that those who run a round are shown after an act, with no name in it."""
    rolls = _rolls([round])
    audit = IdentityAudit.objects.filter(number__gt=before).values_list("act", "subject", "detail")
    people = [p for p in renewing.invited_people(round) if p.key == person]
    return {
        "on the roll": [(p.address != "", p.language != "") for p in people],
        "invited": {g: c["invited"] for g, c in inviting.invitation_counts(round).items()},
        "began": sum(c["began"] for c in inviting.invitation_counts(round).values()),
        "compared": {group: len(labels) for group, labels in rolls[round.pk].items()},
        "mails": (mail_counts(round), mails_of(round)),
        "audit": [(a, s, {k: v for k, v in d.items() if k != "seat"}) for a, s, d in audit],
    }


def mail(round, person):
    renewing.mail_new_link(round=round, person=person, address="n@x.example", language="en", by="a")


def revoke(round, person):
    renewing.revoke_link(round=round, person=person, by="a")


@pytest.mark.parametrize("act", [mail, revoke])
def test_nothing_tells_whether_somebody_had_begun(opened, act):
    """The one who has begun and the one who has not: what is seen after each is the same."""
    begin(WANG)
    told = []
    for person in (WANG, PARK):
        before = IdentityAudit.objects.order_by("number").last().number
        act(opened, person)
        told.append(seen(opened, person, before))
        assert told[-1]["began"] == 1
    (wang, park) = told
    if act is mail:
        # Two mails wait after the second act where one did after the first.
        wang["mails"], park["mails"] = wang["mails"][0].total(), park["mails"][0].total()
    else:
        assert [t["mails"][0].total() for t in told] == [2, 1], "no mail goes to either"
        wang["mails"] = park["mails"] = None
    assert wang == park
    assert set(wang["invited"].values()) == {1}


@pytest.mark.parametrize("act", [mail, revoke])
def test_the_old_link_is_dead_and_who_has_begun_goes_on(opened, act):
    begin(WANG)
    old = row(PARK)
    act(opened, PARK)
    act(opened, WANG)
    old.refresh_from_db()
    assert old.state == "revoked"
    assert row(WANG).state == "used"
    assert row(PARK).state == "unused"


def test_the_mailed_link_leads_in_and_that_of_who_has_begun_nowhere(opened, mailoutbox, quick):
    begin(WANG)
    for person in (WANG, PARK):
        mail(opened, person)
    send_mails("outbox", lambda percent, step: None)
    tokens = [re.search(r"/i/([^/\s]+)/", sent.body)[1] for sent in mailoutbox]
    usable = [inviting.is_usable(inviting.find_invitation(token)) for token in tokens]
    assert sorted(usable) == [False, True]


def test_nobody_holds_the_link_that_takes_the_place_of_a_revoked_one(opened):
    revoke(opened, PARK)
    assert not Mail.objects.filter(invitation=row(PARK)).exists()
    assert renewing.invited_people(opened)[-1].name == "박 교수"


def test_a_link_is_shown_before_the_round_opens_and_never_after(draft):
    link = renewing.show_new_link(round=draft, person=WANG, by="ada")
    token = link.rstrip("/").rpartition("/")[2]
    assert inviting.find_invitation(token) == row(WANG)
    assert not Mail.objects.filter(invitation=row(WANG)).exists(), "the old link is not mailed"
    facilitating.open_round(round=draft, by="ada", allow_drafts=True)
    with pytest.raises(OpenRoundError):
        renewing.show_new_link(round=draft, person=WANG, by="ada")
    assert inviting.is_usable(inviting.find_invitation(token))


def test_who_is_revoked_before_the_round_opens_is_off_the_roll(draft):
    revoke(draft, WANG)
    assert WANG not in [person.key for person in renewing.invited_people(draft)]
    with pytest.raises(ObjectDoesNotExist):
        row(WANG)
    with pytest.raises(NotOnTheRollError):
        revoke(draft, WANG)
    hand_out(round=draft, guests=three(draft)[:1], way="list", by="ada", keep=lambda made: None)
    assert row(WANG)


def test_the_roll_is_in_an_order_that_says_nothing(opened):
    before = [person.key for person in renewing.invited_people(opened)]
    for person in before:
        mail(opened, person)
    assert [person.key for person in renewing.invited_people(opened)] == before == sorted(before)


@pytest.mark.parametrize(
    "act", [mail, revoke, lambda round, who: renewing.show_new_link(round=round, person=who, by="")]
)
def test_nothing_is_done_in_a_round_that_is_over_or_for_a_stranger(opened, study, act):
    rows = list(Invitation.objects.values_list("pk", "state"))
    expected = NotOnTheRollError if act in (mail, revoke) else OpenRoundError
    with pytest.raises(expected):
        act(opened, ("participant", "PRC", "Nobody"))
    closed = factories.close(opened)
    with pytest.raises(RoundOverError):
        act(closed, WANG)
    assert list(Invitation.objects.values_list("pk", "state")) == rows


def test_without_a_mail_server_nothing_is_mailed(opened, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    with pytest.raises(NoMailServerError):
        mail(opened, WANG)
