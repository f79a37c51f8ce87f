import uuid
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from surveys.models.audit import AnswerAudit
from surveys.models.instrument import Instrument, Question
from surveys.models.invitation import Invitation
from surveys.models.job import Job
from surveys.models.response import MOST_OPTIONS, Envelope, Rating, Response
from surveys.models.round import Round
from surveys.models.staff import ApiToken, StudyRole, TokenUse
from tests import factories


def refused(write, *names: str) -> None:
    """The write breaks a constraint, and (where the engine names it) this one."""
    database = "identity" if "identity" in names else "default"
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(using=database):
        write()
    assert any(name in str(refusal.value) for name in names), refusal.value


@pytest.fixture
def rating(open_round) -> Rating:
    response = Response.objects.create(
        round=open_round, seat="participant", side="PRC", withdrawal_tag="0" * 64
    )
    return Rating.objects.create(
        response=response,
        round=open_round,
        question=Question.objects.first(),
        lens="perceived",
        group="PRC",
        mark=3,
    )


@pytest.mark.parametrize("mark", [-4, MOST_OPTIONS])
def test_a_mark_is_an_answer(rating, mark):
    refused(lambda: Rating.objects.update(mark=mark), "mark_is_an_answer")


@pytest.mark.parametrize("mark", range(-3, MOST_OPTIONS))
def test_every_answer_is_a_mark(rating, mark):
    Rating.objects.update(mark=mark)


@pytest.mark.parametrize("confidence", [-1, 3])
def test_confidence_is_low_middle_or_high(rating, confidence):
    refused(
        lambda: Rating.objects.update(confidence=confidence), "confidence_is_low_middle_or_high"
    )


def test_a_basis_is_known(rating):
    refused(lambda: Rating.objects.update(basis="hearsay"), "basis_is_known")


def test_one_rating_per_question_and_lens(rating):
    rating.pk = uuid.uuid4()
    refused(lambda: rating.save(force_insert=True), "one_rating_per_question", "lens")


def test_a_withdrawal_tag_is_of_one_response(rating, open_round):
    twin = Response(round=open_round, seat="participant", side="JPN", withdrawal_tag="0" * 64)
    refused(twin.save, "withdrawal_tag")


def test_deleting_a_response_deletes_its_ratings(rating):
    rating.response.delete()
    assert not Rating.objects.exists()


def test_a_round_that_holds_answers_is_not_deleted(rating, open_round):
    with pytest.raises(ProtectedError):
        open_round.delete()


@pytest.mark.parametrize("key", ["public_key", "wrapped_private_key"])
@pytest.mark.parametrize("state", ["open", "closing"])
def test_an_open_round_has_its_keys(open_round, state, key):
    refused(lambda: Round.objects.update(state=state, **{key: b""}), "an_open_round_has_its_keys")


def test_a_closed_round_has_no_private_key(open_round):
    refused(lambda: Round.objects.update(state="closed"), "a_closed_round_has_no_private_key")


def test_states_are_known(open_round):
    refused(lambda: Round.objects.update(state="ajar"), "round_state_is_known")
    job = Job.objects.create(kind="k", argument="a", key="k:a")
    refused(lambda: Job.objects.update(state="lost"), "job_state_is_known")
    refused(lambda: Job.objects.update(progress=101), "progress_is_a_percentage")
    job.pk = uuid.uuid4()
    refused(lambda: job.save(force_insert=True), "key")
    factories.begin(open_round)
    refused(
        lambda: Invitation.objects.update(state="lent"), "invitation_state_is_known", "identity"
    )


def test_a_round_has_a_number_of_its_own(open_round):
    twin = Round(
        study=open_round.study, instrument=open_round.instrument, number=open_round.number, title={}
    )
    refused(twin.save, "one_round_per_number", "number")


def test_an_instrument_has_one_of_each_version_and_one_of_each_question(instrument):
    twin = Instrument(
        slug=instrument.slug, version=instrument.version, title={}, content={}, checksum=""
    )
    refused(twin.save, "one_instrument_per_version", "version")
    question = Question.objects.first()
    question.pk = uuid.uuid4()
    refused(lambda: question.save(force_insert=True), "one_question_per_key", "key")


def test_nobody_fears_their_own_side(instrument):
    refused(
        lambda: Question.objects.filter(perceiver="PRC").update(target="PRC"),
        "nobody_fears_their_own_side",
    )
    refused(
        lambda: Question.objects.filter(kind="concern").update(perceiver="", target=""),
        "nobody_fears_their_own_side",
    )
    assert Question.objects.filter(kind="vignette", perceiver="", target="").exists()


def test_an_audit_chain_cannot_fork(db):
    def entry(number, digest):
        return AnswerAudit(
            number=number, at=timezone.now(), actor="", act="", subject="", digest=digest
        )

    entry(1, "a").save()
    refused(entry(2, "b").save, "previous")


def test_a_person_has_one_known_role_in_a_study(study, facilitator):
    role = StudyRole(user=facilitator, study=study.pk, role="owner")
    refused(role.save, "one_role_per_study", "study", "identity")
    refused(lambda: StudyRole.objects.update(role="king"), "role_is_known", "identity")


def test_a_token_digest_is_of_one_invitation_and_of_one_api_token(open_round, researcher):
    factories.begin(open_round)
    twin = Invitation.objects.get()
    twin.pk = uuid.uuid4()
    refused(lambda: twin.save(force_insert=True), "token_digest", "identity")
    token = {"user": researcher, "study": uuid.uuid4(), "name": "t", "digest": "d"}
    token |= {"scopes": ["tables"], "expires_on": date(2030, 1, 1)}
    ApiToken.objects.create(**token)
    refused(lambda: ApiToken.objects.create(**token), "digest", "identity")


def test_names_in_messages_tell_nothing_of_what_was_answered(rating, open_round):
    holder = factories.begin(open_round)
    assert str(rating) == "a rating"
    assert str(rating.response) == "a response"
    assert str(Envelope.objects.get()) == "an envelope"
    assert holder.envelope.pk not in str(holder.envelope)
    assert str(Invitation.objects.get()) == "participant PRC"


def test_other_names(study, draft_round, facilitator):
    assert str(study) == "forum"
    assert str(draft_round) == f"{study.pk} round 1"
    assert str(draft_round.instrument) == "welch2013 4"
    assert str(Question.objects.get(key="PRC>JPN:military")) == "PRC>JPN:military"
    assert str(StudyRole.objects.get()) == f"{facilitator.pk} facilitator"
    assert str(Job(key="close:1", state="done")) == "close:1 done"
    assert str(AnswerAudit(number=1, act="open")) == "1 open"
    token = ApiToken(name="laptop")
    assert str(token) == "laptop"
    assert str(TokenUse(token=token, day=date(2030, 1, 1))) == f"{token.pk} 2030-01-01"
