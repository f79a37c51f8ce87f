"""What is kept of a mail server's refusal."""

from surveys.models.mail import Mail

# A server that puts a mail off is asked twice a minute, for four hours.
MOST_ATTEMPTS = 480
LONGEST: int = Mail._meta.get_field("reason").max_length or 0


def plain_reason(text: str) -> str:
    """Return a refusal on one line, without what cannot be printed, and not endless."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())[:LONGEST]
