"""What is held about one person, for whoever asks what is held about them.

Every field of the database of identities is declared here: given to the person, withheld for a
reason that the file states, or about nobody. Answers are in another database, and nothing here
leads to them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Field, Model, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys.auditing import audit_identity
from surveys.models.audit import AnswerAudit, IdentityAudit
from surveys.models.invitation import Invitation
from surveys.models.mail import Mail
from surveys.models.sign_in import StaffSession
from surveys.models.staff import ApiToken, StudyRole, TokenUse, User

GIVEN = "given"
ABOUT_NOBODY = "about nobody"
ROW_NAME = _("Names a row of the database and nothing else.")
# Whoever runs a study may not learn it, and the file goes through their hands.
WHO_HAS_BEGUN = _("Would tell whoever hands this file on whether the link was used. You know it.")
OPENS = _("Opens something, or would help to find what does.")
CHAIN = _("Holds the chain of acts together, and says nothing of a person.")

ANSWERS = _(
    "Answers to a questionnaire are kept in another database, without any name. Nothing joins the "
    "two, so nobody can look up which answers are yours, or whether you gave any. Only your "
    "return code leads to them: with it you can withdraw them yourself."
)
REPLACED_LINKS = _(
    "Links that were replaced by another are left out: their number would tell whether one was "
    "used. They hold the same name, seat and side."
)

FIELDS: Mapping[str, Mapping[str, str | Promise]] = {
    "surveys.User": {
        "id": GIVEN,
        "password": OPENS,
        "last_login": GIVEN,
        "is_superuser": GIVEN,
        "username": GIVEN,
        "first_name": GIVEN,
        "last_name": GIVEN,
        "email": GIVEN,
        "is_staff": GIVEN,
        "is_active": GIVEN,
        "date_joined": GIVEN,
    },
    "surveys.StudyRole": {"id": ROW_NAME, "user": GIVEN, "study": GIVEN, "role": GIVEN},
    "surveys.ApiToken": {
        "id": ROW_NAME,
        "user": GIVEN,
        "study": GIVEN,
        "name": GIVEN,
        "digest": OPENS,
        "scopes": GIVEN,
        "issued_on": GIVEN,
        "expires_on": GIVEN,
    },
    "surveys.TokenUse": {
        "id": ROW_NAME,
        "token": GIVEN,
        "day": GIVEN,
        "requests": GIVEN,
        "sent_bytes": GIVEN,
    },
    "surveys.Invitation": {
        "id": ROW_NAME,
        "study": GIVEN,
        "round": GIVEN,
        "seat": GIVEN,
        "side": GIVEN,
        "level": GIVEN,
        "label": GIVEN,
        "token_digest": OPENS,
        "state": WHO_HAS_BEGUN,
    },
    "surveys.Mail": {
        "id": ROW_NAME,
        "invitation": ROW_NAME,
        "kind": GIVEN,
        "address": GIVEN,
        "language": GIVEN,
        "state": GIVEN,
        "sealed_token": OPENS,
        "attempts": GIVEN,
        "reason": GIVEN,
        "sent_on": GIVEN,
    },
    "surveys.IdentityAudit": {
        "number": GIVEN,
        "at": GIVEN,
        "actor": GIVEN,
        "act": GIVEN,
        "subject": GIVEN,
        "detail": GIVEN,
        "previous": CHAIN,
        "digest": CHAIN,
        "key": CHAIN,
    },
    "surveys.StaffSession": {
        "session_key": OPENS,
        "session_data": OPENS,
        "user": GIVEN,
        "began_at": GIVEN,
        "expire_date": GIVEN,
    },
    # Counts of attempts under keyed hashes, from which no name and no address can be read.
    "surveys.CacheEntry": dict.fromkeys(("key", "value", "expires"), ABOUT_NOBODY),
    "mfa.Authenticator": {
        "id": ROW_NAME,
        "user": GIVEN,
        "type": GIVEN,
        "data": OPENS,
        "created_at": GIVEN,
        "last_used_at": GIVEN,
    },
    # Tables of the library for signing in, which stay empty: nobody signs in by mail.
    "account.EmailAddress": {
        "id": ROW_NAME,
        "user": GIVEN,
        "email": GIVEN,
        "verified": GIVEN,
        "primary": GIVEN,
    },
    "account.EmailConfirmation": {
        "id": ROW_NAME,
        "email_address": ROW_NAME,
        "created": GIVEN,
        "sent": GIVEN,
        "key": OPENS,
    },
    "surveys.User_groups": {"id": ROW_NAME, "user": GIVEN, "group": GIVEN},
    "surveys.User_user_permissions": {"id": ROW_NAME, "user": GIVEN, "permission": GIVEN},
    "auth.Group": {"id": ABOUT_NOBODY, "name": ABOUT_NOBODY},
    "auth.Group_permissions": dict.fromkeys(("id", "group", "permission"), ABOUT_NOBODY),
    "auth.Permission": dict.fromkeys(("id", "name", "content_type", "codename"), ABOUT_NOBODY),
    "contenttypes.ContentType": dict.fromkeys(("id", "app_label", "model"), ABOUT_NOBODY),
}

Rows = list[dict[str, Any]]


# --- Staff ---------------------------------------------------------------------------------------


def export_staff_member(*, user: User, by: str) -> dict[str, Any]:
    """Return all that is held about somebody of the staff, ready for JSON; the act is audited."""
    audit_identity(by=by, act="export_person", subject=user.pk)
    name = user.get_username()
    by_or_on = Q(actor=name) | Q(subject=str(user.pk))
    acts = {
        "acts upon people and invitations": IdentityAudit.objects.filter(by_or_on),
        "acts upon rounds and releases": AnswerAudit.objects.filter(by_or_on),
    }
    uses = TokenUse.objects.filter(token__user=user).select_related("token")
    held = {
        "account": _given([user]),
        "groups": _given(User.groups.through.objects.filter(user=user)),
        "permissions": _given(User.user_permissions.through.objects.filter(user=user)),
        "roles": _given(StudyRole.objects.filter(user=user)),
        "tokens": _given(ApiToken.objects.filter(user=user)),
        "use of tokens": _given(uses.order_by("day", "token__name")),
        "sessions": _given(StaffSession.objects.filter(user=user)),
        "second factors": _given(Authenticator.objects.filter(user=user)),
        "mail addresses": _given(EmailAddress.objects.filter(user=user)),
        **{name: _given(rows.order_by("number"), "IdentityAudit") for name, rows in acts.items()},
    }
    about = ("StaffSession", "User", "StudyRole", "ApiToken", "TokenUse", "IdentityAudit")
    labels = [f"surveys.{name}" for name in about]
    return _file({"account": name}, held, ["mfa.Authenticator", *labels], [])


# --- People who were invited ---------------------------------------------------------------------


def export_invitee(*, address: str = "", name: str = "", by: str) -> dict[str, Any]:
    """Return all that is held about somebody invited, ready for JSON; the act is audited.

    They are found by the address that mail went to, or by the name on the roll, whatever its case.
    Neither the file nor its length tells whether they have begun.
    """
    with transaction.atomic(using="identity"):
        rows = invitations_of(address=address, name=name).exclude(state=Invitation.State.REVOKED)
        invitations = list(rows.order_by("study", "round", "seat", "side", "label"))
        mails = Mail.objects.filter(invitation__in=invitations)
        held = {
            "invitations": _given(invitations),
            "mails": _given(mails.order_by("kind", "sent_on", "address")),
        }
        audit_identity(by=by, act="export_person", subject="invitee", rows=len(invitations))
    asked = {key: value for key, value in (("address", address), ("name", name)) if value}
    return _file(asked, held, ["surveys.Invitation", "surveys.Mail"], [REPLACED_LINKS])


def invitations_of(*, address: str = "", name: str = "") -> Any:
    """Return the invitations of somebody, replaced ones too. Raises ValueError for nobody."""
    if not address and not name:
        raise ValueError("give an address or a name")
    by_mail = Q(mails__address__iexact=address) if address else Q()
    by_name = Q(label__iexact=name) if name else Q()
    found = Invitation.objects.filter(by_mail & by_name).values("pk")
    return Invitation.objects.filter(pk__in=found)


# --- The file ------------------------------------------------------------------------------------


def _given(rows: Iterable[Model], declared: str = "") -> Rows:
    return [_fields(row, declared) for row in rows]


def _fields(row: Model, declared: str) -> dict[str, Any]:
    label = f"surveys.{declared}" if declared else row._meta.label
    return {name: _plain(row, name) for name, what in FIELDS[label].items() if what == GIVEN}


def _plain(row: Model, name: str) -> Any:
    """Return a value as JSON can hold it; a row that it names as that row calls itself."""
    field = row._meta.get_field(name)
    value = getattr(row, name)
    if value is None or isinstance(value, (bool, int, str, dict, list)):
        return value
    if isinstance(field, Field) and not field.is_relation:
        return field.value_to_string(row)
    return str(value)


def _file(
    asked: dict[str, str], held: dict[str, Rows], labels: list[str], notes: list[Promise]
) -> dict[str, Any]:
    withheld = {
        f"{label.split('.')[1]}.{name}": str(why)
        for label in labels
        for name, why in FIELDS[label].items()
        if why not in (GIVEN, ABOUT_NOBODY)
    }
    return {
        "about": asked,
        "made_on": str(timezone.localdate()),
        "held": held,
        "withheld": withheld,
        "notes": [str(note) for note in notes],
        "answers": str(ANSWERS),
    }
