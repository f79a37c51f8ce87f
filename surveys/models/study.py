from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys.models.base import LANGUAGE_TEXT, AnswerSide
from surveys.models.fields import LanguageTextField, PlainCharField

# Who stands behind a study, as its participants read before they begin; all of it optional.
PARTICULARS = (
    "host",
    "sponsor",
    "funder",
    "data_controller",
    "server_location",
    "ethics_approval",
)
# An address of its own among those of studies.
RESERVED_SLUGS = ("new",)


class Study(AnswerSide):
    """One track-two process: its title, languages and rules of disclosure."""

    slug = models.SlugField(unique=True)
    title = LanguageTextField(help_text=LANGUAGE_TEXT)
    languages = models.JSONField(default=list, help_text="language tags offered to respondents")
    side_order = models.JSONField(
        default=dict, blank=True, help_text="{language tag: party codes in the order to show them}"
    )
    retention_days = models.PositiveSmallIntegerField(
        default=30, help_text="days after closing until the responses are destroyed"
    )
    keep_large_groups = models.BooleanField(
        default=False, help_text="keep the responses of groups of 100 and more when purging"
    )
    ends_on = models.DateField(
        null=True, blank=True, help_text="the roll is erased on this day; None: it is kept"
    )
    simulated = models.BooleanField(default=False, help_text="made-up people, shown as such")
    two_person_rule = models.BooleanField(
        default=False, help_text="widening, deleting and giving roles need a second person"
    )
    mails_audit_anchor = models.BooleanField(
        default=False, help_text="mail the owners each day how far the audit goes"
    )
    host = PlainCharField(_("Host"), max_length=200, blank=True)
    sponsor = PlainCharField(_("Sponsor"), max_length=200, blank=True)
    funder = PlainCharField(_("Funder"), max_length=200, blank=True)
    data_controller = PlainCharField(_("Responsible for the data"), max_length=200, blank=True)
    server_location = PlainCharField(_("Place of the server"), max_length=200, blank=True)
    ethics_approval = PlainCharField(_("Ethics approval"), max_length=200, blank=True)
    attribution = models.JSONField(
        default=dict,
        blank=True,
        help_text="who is cited and under which licence, as surveys.attribution has it",
    )

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the study. Raises ValidationError for a slug that no address can have.

        Whoever makes a study meets the error, a page or a command: an address that cannot be
        written would break every page that lists the study.
        """
        validate_slug(self.slug)
        if self.slug in RESERVED_SLUGS:
            raise ValidationError(f"{self.slug!r} is an address of this site; choose another slug")
        self.clean()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Raise ValidationError rather than keep anything longer than participants have read."""
        opened = ["open", "closing", "closed"]
        promised = Study.objects.filter(pk=self.pk, rounds__state__in=opened).first()
        if promised is None:
            return
        kept_longer = _(
            "Participants of a round have read an earlier day: it can only become earlier."
        )
        problems = {}
        if self.retention_days > promised.retention_days:
            problems["retention_days"] = kept_longer
        if promised.ends_on and (self.ends_on is None or self.ends_on > promised.ends_on):
            problems["ends_on"] = kept_longer
        if problems:
            raise ValidationError(problems)

    @property
    def has_ended(self) -> bool:
        return self.ends_on is not None and self.ends_on <= timezone.localdate()
