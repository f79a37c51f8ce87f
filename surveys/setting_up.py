"""Sets up studies and their drafts of rounds, and says who may do what in a study."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from surveys.access import RUNS
from surveys.auditing import audit_answers, audit_identity
from surveys.models.invitation import Invitation
from surveys.models.round import Round
from surveys.models.staff import StudyRole, User
from surveys.models.study import Study
from surveys.two_person import require_second_person, require_two_left, runs


class NotADraftError(Exception):
    """The round has been opened, so that neither its settings change nor it can be deleted."""


class StudyHasRoundsError(Exception):
    """The study has a round, which must be deleted before it."""


class LastOwnerError(Exception):
    """Nobody else owns the study."""


# --- Studies -------------------------------------------------------------------------------------


def create_study(*, study: Study, owner: User) -> Study:
    """Save a new study, of which ``owner`` becomes the owner.

    Raises ValidationError for a slug that no address can have. The two databases have no common
    transaction: a study whose owner could not be written is deleted again.
    """
    study.save(force_insert=True)
    try:
        with transaction.atomic(using="identity"):
            StudyRole.objects.create(user=owner, study=study.pk, role=StudyRole.Role.OWNER)
            by = owner.get_username()
            audit_identity(by=by, act="create_study", subject=study.pk, slug=study.slug)
    except BaseException:
        study.delete()
        raise
    return study


def change_study(*, study: Study, by: str, form_fields: Collection[str]) -> None:
    """Save a study of which these fields of its form were changed; their names are audited."""
    with transaction.atomic(using="default"):
        study.save()
        audit_answers(by=by, act="change_study", subject=study.pk, changed=sorted(form_fields))


def delete_study(*, study: Study, by: str) -> None:
    """Delete a study without rounds, with its roles and tokens. Raises StudyHasRoundsError.

    Under the two-person rule as `surveys.two_person.require_second_person` does.
    """
    with transaction.atomic(using="default"), transaction.atomic(using="identity"):
        if Round.objects.filter(study=study).exists():
            raise StudyHasRoundsError
        confirmed = require_second_person(
            study=study.pk, act="delete_study", subject=study.pk, by=by
        )
        audit_answers(by=by, act="delete_study", subject=study.pk, slug=study.slug, **confirmed)
        study_id = study.pk
        study.delete()
        StudyRole.objects.filter(study=study_id).delete()


# --- Rounds --------------------------------------------------------------------------------------


def create_round(*, round: Round, by: str) -> Round:
    """Save a new draft under the next number of its study; returns it."""
    with transaction.atomic(using="default"):
        study = Study.objects.select_for_update().get(pk=round.study_id)
        round.number = next_number(study)
        round.simulated = study.simulated
        round.state = Round.State.DRAFT
        round.save(force_insert=True)
        detail = {"study": str(study.pk), "number": round.number}
        audit_answers(by=by, act="create_round", subject=round.pk, **detail)
    return round


def next_number(study: Study) -> int:
    """Return the number that the next round of a study will have."""
    last = study.rounds.order_by("number").last()
    return last.number + 1 if last else 1


def change_round(*, round: Round, by: str, values: Mapping[str, Any]) -> None:
    """Change these fields of a draft. Raises NotADraftError."""
    with transaction.atomic(using="default"):
        current = _draft(round.pk)
        for name, value in values.items():
            setattr(current, name, value)
        current.save()
        audit_answers(by=by, act="change_round", subject=round.pk, changed=sorted(values))


def delete_round(*, round: Round, by: str) -> int:
    """Delete a draft with its invitations; returns how many there were. Raises NotADraftError.

    Rows of answers there are none: nobody could begin. Under the two-person rule it raises as
    `surveys.two_person.require_second_person` does.
    """
    with transaction.atomic(using="default"), transaction.atomic(using="identity"):
        current = _draft(round.pk)
        study = current.study_id
        confirmed = require_second_person(
            study=study, act="delete_round", subject=current.pk, by=by
        )
        detail = {"study": str(study), "number": current.number, **confirmed}
        audit_answers(by=by, act="delete_round", subject=current.pk, **detail)
        current.delete()
        # Their mails are deleted with them, and counted apart.
        _all, deleted = Invitation.objects.filter(round=round.pk).delete()
    return deleted.get(Invitation._meta.label, 0)


def _draft(pk: uuid.UUID) -> Round:
    round: Round = Round.objects.select_for_update().get(pk=pk)
    if round.state != Round.State.DRAFT:
        raise NotADraftError
    return round


# --- People --------------------------------------------------------------------------------------


def grant_role(*, study: Study, username: str, role: str, by: str) -> tuple[User, bool]:
    """Give somebody a role in the study, in place of any earlier one.

    Returns the person and whether their account is new: a new one has no password until its
    holder chooses one. Raises LastOwnerError; under the two-person rule TooFewPeopleError, and for
    a role that runs the study as `surveys.two_person.require_second_person` does.
    """
    username = User.normalize_username(username)
    with transaction.atomic(using="default"), transaction.atomic(using="identity"):
        confirmed: dict[str, str] = {}
        if role in RUNS:
            confirmed = require_second_person(
                study=study.pk,
                act="grant_role",
                subject=study.pk,
                by=by,
                username=username,
                role=str(role),
            )
        user = User.objects.filter(username=username).first()
        is_new = user is None
        if user is None:
            user = User.objects.create_user(username)
        elif role != StudyRole.Role.OWNER:
            _keep_an_owner(study, but=user)
            if role not in RUNS and runs(study.pk, username):
                require_two_left(study=study.pk, but=user)
        StudyRole.objects.update_or_create(user=user, study=study.pk, defaults={"role": role})
        detail = {"study": str(study.pk), "role": role, **confirmed}
        audit_identity(by=by, act="grant_role", subject=user.pk, **detail)
    return user, is_new


def add_account(
    *, username: str, may_set_up_studies: bool, operates: bool = False, address: str = ""
) -> tuple[User, bool]:
    """Return the account of this name and whether it is new, made without a password.

    An account that is there keeps its password, gets no fewer rights, and another mail address
    only if one is given. One that operates the server sees every job. ValidationError for a name
    that no account can have, or no address.
    """
    username = User.normalize_username(username)
    with transaction.atomic(using="identity"):
        user = User.objects.filter(username=username).first()
        is_new = user is None
        if user is None:
            user = User(username=username)
            user.set_unusable_password()
        user.email = address or user.email
        user.full_clean()
        user.is_staff = user.is_staff or may_set_up_studies
        user.is_superuser = user.is_superuser or operates
        user.save()
        audit_identity(
            by="operator",
            act="add_account",
            subject=user.pk,
            may_set_up_studies=user.is_staff,
            **({"operates": True} if user.is_superuser else {}),
        )
    return user, is_new


def change_address(*, user: User, address: str) -> None:
    """Set the mail address of one's own account, to which an address for a new password is sent."""
    with transaction.atomic(using="identity"):
        user.email = address
        user.save(update_fields=["email"])
        audit_identity(by=user.get_username(), act="change_address", subject=user.pk)


def password_path(user: User) -> str:
    """Return the path of the page on which somebody chooses a password, once within three days."""
    arguments = {
        "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }
    return reverse("choose_password", kwargs=arguments)


def remove_role(*, role: StudyRole, study: Study, by: str) -> None:
    """Take somebody's role in the study, and with it what their tokens open.

    Raises LastOwnerError, and TooFewPeopleError under the two-person rule.
    """
    with transaction.atomic(using="default"), transaction.atomic(using="identity"):
        _keep_an_owner(study, but=role.user)
        if role.role in RUNS:
            require_two_left(study=study.pk, but=role.user)
        audit_identity(by=by, act="remove_role", subject=role.user_id, study=str(study.pk))
        role.delete()


def _keep_an_owner(study: Study, but: User) -> None:
    """Raise LastOwnerError when this is the study's only owner."""
    owners = StudyRole.objects.select_for_update().filter(study=study.pk, role=StudyRole.Role.OWNER)
    if [owner.user_id for owner in owners] == [but.pk]:
        raise LastOwnerError
