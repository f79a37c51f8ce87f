"""The day and hour until which a round takes answers, as organisers write it and people read it."""

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import format_date, format_time, get_timezone_gmt, get_timezone_name
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.languages import current_tag
from surveys.models.round import Round


class ClosingTimeError(ValueError):
    """No time at which a round could close; the message says why and how to write one."""


def read_closing_time(text: str, zone: str) -> datetime:
    """Return the moment that a clock in this zone shows so. Raises ClosingTimeError."""
    if zone not in available_timezones():
        raise ClosingTimeError(
            f"there is no time zone {zone!r}; write its name in the IANA database, such as "
            "Asia/Seoul or UTC"
        )
    try:
        clock = datetime.fromisoformat(text)
    except ValueError:
        raise ClosingTimeError(f"{text!r} is no time; write it as 2026-12-05 18:00") from None
    if clock.tzinfo is not None:
        raise ClosingTimeError(f"{text!r} has a zone of its own; name the zone apart from it")
    return _once(clock, zone)


def _once(clock: datetime, zone: str) -> datetime:
    """Return the only moment at which the clock shows so; it is set twice a year in many zones."""
    moments = [clock.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1)]
    if moments[0].utcoffset() != moments[1].utcoffset():
        raise ClosingTimeError(
            f"clocks in {zone} are put forward or back at {clock:%Y-%m-%d %H:%M}; choose an hour "
            "that comes exactly once"
        )
    return moments[0]


def set_closing_time(round: Round, closes_at: datetime | None) -> None:
    """Set, without saving it, until when a round takes answers; None is until somebody closes it.

    Raises ClosingTimeError for a time that has passed, or without a zone that has a name.
    """
    if closes_at is None:
        return
    if not isinstance(closes_at.tzinfo, ZoneInfo):
        raise ClosingTimeError("the time needs a zone with a name, such as Asia/Seoul")
    if closes_at <= timezone.now():
        raise ClosingTimeError(f"{closes_at:%Y-%m-%d %H:%M} in {closes_at.tzinfo} has passed")
    round.closes_at, round.closes_zone = closes_at, closes_at.tzinfo.key


def closing_time_in_words(round: Round) -> str:
    """Return day, hour and zone in the active language, as clocks in that zone show; "" if none."""
    if round.closes_at is None:
        return ""
    return moment_in_words(round.closes_at, round.closes_zone)


def moment_in_words(moment: datetime, zone: str) -> str:
    """Return day, hour and zone in the active language, as clocks in this zone show the moment."""
    moment, locale = moment.astimezone(ZoneInfo(zone)), _locale()
    return _("%(day)s, %(time)s (%(zone)s, %(offset)s)") % {
        "day": format_date(moment, "long", locale=locale),
        "time": format_time(moment, "HH:mm", locale=locale),
        "zone": get_timezone_name(moment, locale=locale),
        "offset": get_timezone_gmt(moment, "long", locale="en").replace("GMT", "UTC"),
    }


def _locale() -> str:
    """Return the active language as Babel names it."""
    return current_tag().replace("-", "_")
