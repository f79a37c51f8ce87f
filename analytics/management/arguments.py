"""What commands are given on the command line."""

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from analytics.models import Release


def named_release(pk: str) -> Release:
    try:
        release: Release = Release.objects.select_related("round__instrument").get(pk=pk)
    except (Release.DoesNotExist, ValidationError):
        raise CommandError(f"There is no release {pk}.") from None
    return release
