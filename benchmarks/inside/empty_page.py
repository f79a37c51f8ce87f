"""The program's addresses and one page more, on which a release has nothing."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache

from cs2survey.urls import urlpatterns as of_the_program


@never_cache
@login_required
def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html", {"staff": True})


urlpatterns = [path("empty/", empty), *of_the_program]
