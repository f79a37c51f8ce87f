"""What changes about an account of staff: each act is audited and ends the sessions it must."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction

from surveys.auditing import audit_identity
from surveys.models.staff import User
from surveys.sessions import end_sessions


def change_password(*, user: User, password: str, by: str, keeping: str | None = None) -> None:
    """Set a password and end all sessions but that with the key `keeping`.

    Raises ValidationError for a weak password.
    """
    with transaction.atomic(using=User.database):
        user.set_password(password)
        user.save(update_fields=["password"])
        audit_identity(by=by, act="change_password", subject=user.pk)
        end_sessions(user=user, but=keeping)


def note_second_factor(*, user: User, kind: str, keeping: str | None) -> None:
    """Audit a second factor that was just added, and end sessions begun without it.

    To be called in the transaction that adds it.
    """
    by = user.get_username()
    audit_identity(by=by, act="add_second_factor", subject=user.pk, kind=kind)
    end_sessions(user=user, but=keeping)


def renew_recovery_codes(*, user: User, by: str) -> None:
    """Put new recovery codes in place of those there were."""
    with transaction.atomic(using=User.database):
        Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
        RecoveryCodes.activate(user)
        audit_identity(by=by, act="renew_recovery_codes", subject=user.pk)


def remove_second_factor(*, user: User, factor: Authenticator, by: str) -> None:
    """Take away one second factor; with the last one the recovery codes go as well."""
    with transaction.atomic(using=User.database):
        audit_identity(by=by, act="remove_second_factor", subject=user.pk, kind=factor.type)
        factor.delete()
        left = Authenticator.objects.filter(user=user)
        if not left.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
            left.delete()


def reset_sign_in(*, user: User, by: str, password: bool) -> int:
    """Take away all second factors, the password as well if asked to, and end every session.

    For somebody who lost a telephone. Returns how many second factors there were.
    """
    with transaction.atomic(using=User.database):
        factors = Authenticator.objects.filter(user=user)
        count: int = factors.exclude(type=Authenticator.Type.RECOVERY_CODES).count()
        factors.delete()
        if password:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        audit_identity(
            by=by, act="reset_sign_in", subject=user.pk, second_factors=count, password=password
        )
        end_sessions(user=user)
    return count
