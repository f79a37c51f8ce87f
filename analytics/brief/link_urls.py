"""The brief behind a link, below /r/<token>/: to be read as it is, by whoever may read the dyad."""

from django.urls import path

from analytics.brief import views
from analytics.web.access import by_link

urlpatterns = [
    path(
        "<str:perceiver>-<str:target>/brief/",
        by_link(views.shown),
        name="link_release-brief",
    ),
]
