"""Django writes language codes in lower case; instruments and HTML use BCP 47 tags."""

from collections.abc import Collection

from django.utils.translation import activate, get_language, get_language_info

TAGS = {"en": "en", "zh-hans": "zh-Hans", "ja": "ja", "ko": "ko"}


def current_tag() -> str:
    """The BCP 47 tag of the language this page is in."""
    return TAGS.get(get_language() or "en", "en")


def activate_one_of(tags: Collection[str]) -> None:
    """Go on in the current language where it is one of these, else in English or the first.

    A round is offered in the languages whose texts were reviewed: no browser's setting may show
    it in another.
    """
    codes = [code for code, tag in TAGS.items() if tag in tags]
    if codes and current_tag() not in tags:
        activate(codes[0])


def text_in(texts: dict[str, str], tag: str | None = None) -> str:
    """The text in this language, else in English, else in whatever there is; "" for no text."""
    return texts.get(tag or current_tag()) or texts.get("en") or next(iter(texts.values()), "")


def join_sentences(*sentences: str) -> str:
    """Sentences one after the other: Chinese and Japanese put no space between them."""
    return ("" if current_tag() in ("zh-Hans", "ja") else " ").join(sentences)


def own_names(tags: Collection[str]) -> str:
    """The languages with these tags, each by its own name."""
    between = "、" if current_tag() in ("zh-Hans", "ja") else ", "
    codes = [code for code, tag in TAGS.items() if tag in tags]
    return between.join(get_language_info(code)["name_local"] for code in codes)
