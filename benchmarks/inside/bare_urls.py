"""The bare pages of questions beside all pages of the program."""

from django.urls import include, path

from benchmarks.inside.bare_page import model_form, questions

urlpatterns = [
    path("bare/<int:number>/", questions),
    path("model-form/<int:number>/", model_form),
    path("", include("cs2survey.urls")),
]
