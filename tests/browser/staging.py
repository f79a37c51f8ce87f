"""A browser before which answers of the program are laid, without a server."""

from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from playwright.sync_api import Page, Route

ORIGIN = "http://localhost"


class Stage:
    """A browser's page that shows the answers it is given."""

    def __init__(self, page: Page) -> None:
        self.page, self.answer = page, HttpResponse()
        page.route("**/*", self._fulfil)

    def show(self, answer: HttpResponse) -> Page:
        self.answer = answer
        self.page.goto(f"{ORIGIN}/here/")
        return self.page

    def _fulfil(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            route.fulfill(path=finders.find(path.removeprefix("/static/")))
        else:
            headers, status = dict(self.answer.items()), self.answer.status_code
            route.fulfill(status=status, headers=headers, body=self.answer.content)
