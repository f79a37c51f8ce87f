"""The one page of the bare site."""

from django.urls import path

from benchmarks.inside.bare_page import questions

urlpatterns = [path("bare/<int:number>/", questions)]
