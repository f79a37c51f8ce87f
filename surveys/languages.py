"""Languages: Django's lower-case codes, and the BCP 47 tags of instruments and HTML."""

from collections.abc import Collection, Iterable
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import activate, get_language, get_language_info
from django.utils.translation.trans_real import parse_accept_lang_header

TAGS = {"en": "en", "zh-hans": "zh-Hans", "ja": "ja", "ko": "ko"}
# As browsers ask for Chinese in traditional characters, in which no text is written.
TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


def current_code() -> str:
    """Return Django's code of the active language."""
    return get_language() or "en"


def current_tag() -> str:
    """Return the BCP 47 tag of the active language."""
    return TAGS.get(current_code(), "en")


def remember_language(response: HttpResponse, code: str) -> HttpResponse:
    """Set the cookie of a language that was chosen, as Django's own view does."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def django_code(tag: str) -> str:
    """Return Django's code of a BCP 47 tag."""
    return next(code for code, known in TAGS.items() if known == tag)


def activate_one_of(tags: Collection[str]) -> None:
    """Activate English, or else the first of these languages, unless one of them is active.

    A round is offered in the languages whose texts were reviewed, and shown in no other whatever
    the browser prefers.
    """
    codes = [code for code, tag in TAGS.items() if tag in tags]
    if codes and current_tag() not in tags:
        activate(codes[0])


def would_read_traditional(request: HttpRequest) -> bool:
    """Return whether a browser asks for traditional Chinese before all languages we have.

    Its reader is shown simplified Chinese, as the nearest, and has to be told that there is a
    choice. Whoever has chosen a language is not asked again.
    """
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return False
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    ours = {code.partition("-")[0] for code in TAGS}
    first = next((code for code, _weight in asked if code.partition("-")[0] in ours), "")
    return first.startswith(TRADITIONAL)


def traditional_chinese(request: HttpRequest) -> dict[str, bool]:
    """Tell every template whether its reader would rather read traditional Chinese."""
    return {"would_read_traditional": would_read_traditional(request)}


def text_in(texts: dict[str, str], tag: str | None = None) -> str:
    """Return the text in this language, or else in English or any other; "" if there is none."""
    return texts.get(tag or current_tag()) or texts.get("en") or next(iter(texts.values()), "")


def join_sentences(*sentences: str) -> str:
    """Join sentences as the active language does: Chinese and Japanese without a space."""
    return ("" if current_tag() in ("zh-Hans", "ja") else " ").join(sentences)


def listed(names: Iterable[str]) -> str:
    """Several names in a row, as the active language parts them."""
    return ("、" if current_tag() in ("zh-Hans", "ja") else ", ").join(names)


def language_name(tag: str) -> str:
    """Return a language's name in the language itself, or its tag where no page is in it."""
    code = next((code for code, known in TAGS.items() if known == tag), None)
    return str(get_language_info(code)["name_local"]) if code else tag


def join_words(words: Iterable[str]) -> str:
    """Join the parts of an enumeration as the active language does."""
    return ("、" if current_tag() in ("zh-Hans", "ja") else ", ").join(words)


def own_names(tags: Collection[str]) -> str:
    """Return the names of the languages with these tags, each in the language itself."""
    codes = [code for code, tag in TAGS.items() if tag in tags]
    return join_words(get_language_info(code)["name_local"] for code in codes)


def day_in_words(day: date | None) -> str:
    """Return a day as the active language writes it, with the time zone it is a day of."""
    return f"{date_format(day)} ({settings.TIME_ZONE})" if day else ""
