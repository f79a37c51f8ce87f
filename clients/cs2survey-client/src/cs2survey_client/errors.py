"""What a site answers when it does not give what was asked for."""

from typing import Any

import requests


class ApiError(Exception):
    """An answer other than a success.

    ``status`` is the code of HTTP, ``detail`` what the site said in words, ``problem`` the whole
    problem document (RFC 9457), or what stood in its place; {} where the answer was no JSON.
    """

    def __init__(self, status: int, detail: str, problem: dict[str, Any], url: str) -> None:
        super().__init__(f"{status} from {url}: {detail}")
        self.status, self.detail, self.problem, self.url = status, detail, problem, url


class NotAllowedError(ApiError):
    """401 or 403: the token is missing, wrong or expired."""


class NotFoundError(ApiError):
    """404: it is not there, or not for this token."""


class RefusedError(ApiError):
    """Another 4xx, such as a filter that the table does not have; ``detail`` names those it has."""


class UnavailableError(ApiError):
    """5xx, still so after all attempts: say, the files of a release are being made."""


class ChecksumError(Exception):
    """A file came other than the site says that it is; nothing of it was kept."""


def error_of(response: requests.Response) -> ApiError:
    """Return the error that an answer stands for."""
    problem = _problem(response)
    is_page = "html" in response.headers.get("Content-Type", "")
    text = "" if is_page else response.text[:500].strip()
    detail = str(problem.get("detail") or problem.get("title") or text or response.reason)
    kind: type[ApiError] = UnavailableError if response.status_code >= 500 else RefusedError
    kinds: dict[int, type[ApiError]] = {
        401: NotAllowedError,
        403: NotAllowedError,
        404: NotFoundError,
    }
    chosen = kinds.get(response.status_code, kind)
    return chosen(response.status_code, detail, problem, str(response.url))


def _problem(response: requests.Response) -> dict[str, Any]:
    try:
        given = response.json()
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {"detail": given}
