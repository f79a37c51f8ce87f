"""What commands share that need a second person under the two-person rule."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

from surveys.auditing import audit_identity
from surveys.models.study import Study
from surveys.two_person import NotEntitledError, SecondPersonError, TooFewPeopleError, ask

OPERATOR = "operator"


def add_by(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--by",
        default=OPERATOR,
        metavar="NAME",
        help="in a study with the two-person rule: for whom of those who run it this is done",
    )


@contextmanager
def second_person(study: Study, by: str, act: str) -> Iterator[None]:
    """Ask for the act, in the name of `by`, where a second person has to confirm it.

    That the operator acts for somebody is audited before anything else. Raises CommandError.
    """
    if by != OPERATOR:
        about = {"person": by, "of": act}
        audit_identity(by=OPERATOR, act="act_for", subject=study.pk, **about)
    try:
        yield
    except SecondPersonError as needed:
        ask(request=needed.request, by=by)
        raise CommandError(
            f"Nothing was done yet: {study.slug} has the two-person rule. Asked in the name of "
            f"{by}; somebody else who runs the study confirms within seven days on its page "
            "“Two-person rule”, or by this command with --by."
        ) from None
    except NotEntitledError:
        raise CommandError(
            f"Nothing was done: {study.slug} has the two-person rule, and {by} is not one of those "
            "who run it. Name one with --by."
        ) from None
    except TooFewPeopleError:
        raise CommandError(
            f"Nothing was done: {study.slug} has the two-person rule, and fewer than two people "
            "would run it."
        ) from None
