"""Saving one page of the questionnaire, which carries what it was rendered with.

What it carries is encrypted under a key derived from the return code, and as long for one answer as
for another.
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from surveys import responding, sealing
from surveys.envelope_contents import (
    LONGEST_ANSWER,
    LONGEST_ANSWER_WITH_LINE,
    Answer,
    Answers,
    Holder,
    Texts,
    slots_of,
)
from surveys.merging import Merged, digest
from surveys.pages import Page

FINGERPRINT = 16  # characters


def lock_base(holder: Holder, page: Page, answers: Answers) -> str:
    """Return what a page that shows these answers carries, to be posted with it."""
    shown = [answers.get(question.name) for question in page.questions]
    return sealing.lock_page(
        _content(page, shown),
        code=holder.code,
        round_id=str(holder.round.pk),
        room=_room_for(tuple(bool(question.say) for question in page.questions)),
    )


def unlock_base(holder: Holder, page: Page, base: str) -> dict[str, Answer] | None:
    """Return the answers that a page was rendered with; None if `base` is not of this page."""
    try:
        content = sealing.unlock_page(base, code=holder.code, round_id=str(holder.round.pk))
    except sealing.UnreadableError:
        return None
    if content.get("questions") != _fingerprint(page):
        return None
    given = zip(page.questions, content["answers"], strict=True)
    return {question.name: Answer(*answer) for question, answer in given if answer is not None}


def save_page(
    *, holder: Holder, page: Page, changes: Mapping[str, Answer | None], base: str
) -> Merged[Answer]:
    """Save what was changed on a page since it was rendered; see `merging.merge`.

    Raises what `responding.save_answers` raises.
    """
    rendered_with = unlock_base(holder, page, base)
    return responding.save_answers(holder=holder, answers=changes, base=rendered_with)


# --- The page of one's own concerns ---------------------------------------------------------------


def lock_texts(holder: Holder, texts: Texts) -> str:
    """Return what the page of one's own concerns carries that shows these texts: their digests."""
    return _lock_digests(
        holder, {slot.name: digest(texts.get(slot.name, "")) for slot in slots_of(holder)}
    )


def save_texts(*, holder: Holder, texts: Texts, base: str) -> tuple[Merged[str], str]:
    """Save what was written since the page was rendered, and return what it may carry now.

    Raises what `responding.save_texts` raises.
    """
    merged = responding.save_texts(holder=holder, texts=texts, base=_unlock_digests(holder, base))
    return merged, _lock_digests(holder, merged.base)


def _lock_digests(holder: Holder, digests: Mapping[str, str]) -> str:
    return sealing.lock_page(
        {"digests": digests}, code=holder.code, round_id=str(holder.round.pk), room=0
    )


def _unlock_digests(holder: Holder, base: str) -> dict[str, str] | None:
    try:
        content = sealing.unlock_page(base, code=holder.code, round_id=str(holder.round.pk))
    except sealing.UnreadableError:
        return None
    digests = content.get("digests")
    return digests if isinstance(digests, dict) else None


# --- Inside --------------------------------------------------------------------------------------


def _content(page: Page, answers: list[Answer | None]) -> dict[str, Any]:
    return {"questions": _fingerprint(page), "answers": _listed(answers)}


def _listed(answers: Iterable[Answer | None]) -> list[list[object] | None]:
    return [
        None if one is None else [one.mark, one.confidence, one.basis, one.line] for one in answers
    ]


@lru_cache(maxsize=256)
def _room_for(lines: tuple[bool, ...]) -> int:
    """Return the bytes of the fullest content of a page, given which questions have a line."""
    fullest = [LONGEST_ANSWER_WITH_LINE if line else LONGEST_ANSWER for line in lines]
    return sealing.room_for({"questions": "0" * FINGERPRINT, "answers": _listed(fullest)})


def _fingerprint(page: Page) -> str:
    """Tell the questions of a page from those of any other page, seat, side or version."""
    names = "\0".join(question.name for question in page.questions)
    return hashlib.sha256(names.encode()).hexdigest()[:FINGERPRINT]
