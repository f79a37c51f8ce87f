"""What a spreadsheet makes of a CSV file, and how to keep it from running what it opens."""

# Excel takes UTF-8 without it for something else.
BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet would run a text that begins so; in Chinese, Japanese and Korean ones the wide
# letters count as well.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
GUARD = "'"


def harmless(text: str) -> str:
    """Return the text with an apostrophe before it where it would be run as a formula.

    Also where it would be without the apostrophes that it has, so that each text comes back.
    """
    return GUARD + text if text.lstrip(GUARD).startswith(FORMULA_STARTS) else text


def without_guard(text: str) -> str:
    """Return the text that `harmless` was given."""
    guarded = text.startswith(GUARD) and text.lstrip(GUARD).startswith(FORMULA_STARTS)
    return text.removeprefix(GUARD) if guarded else text
