"""All addresses, but with those of a test where those of participants' pages are asked for."""

from django.conf import settings
from django.urls import include, path

from surveys.views import trying

# Of routes with one name the last is the one that an address is made of.
urlpatterns = [
    path("", include(settings.ROOT_URLCONF)),
    *(path(f"staff/test/{route}", view, name=name) for route, view, name in trying.PAGES),
]
