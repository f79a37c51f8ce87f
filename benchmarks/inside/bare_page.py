"""A page of questions as Django alone would have it, beside all pages of the program.

A form of radio buttons, rendered by Django's own templates and saved as one row in one transaction:
nobody is recognised, nothing is encrypted or padded, no round has to be open.
"""

from typing import Any

from django import forms
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from django.urls import include, path

CHOICES = [
    (3, "A serious concern"),
    (2, "A moderate concern"),
    (1, "A low concern"),
    (0, "Not a concern"),
    (-1, "I cannot tell from what I know"),
    (-2, "I prefer not to say"),
]
PAGE = engines["django"].from_string(
    '<!DOCTYPE html><html lang="en"><head><title>Questions</title></head><body>'
    '<form method="post">{% csrf_token %}{% for question in form %}<fieldset>'
    "<legend>{{ question.label }}</legend>{% for value, label in question.field.choices %}"
    '<label><input type="radio" name="{{ question.name }}" value="{{ value }}"> {{ label }}</label>'
    "{% endfor %}</fieldset>{% endfor %}<button>Save</button></form></body></html>"
)


class Marks(models.Model):
    """The marks of one page, as posted."""

    database = "default"
    marks = models.JSONField()

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return "marks"


class Questions(forms.Form):
    """So many questions, each with the answers of the questionnaire."""

    def __init__(self, number: int, data: Any = None) -> None:
        super().__init__(data)
        for position in range(1, number + 1):
            self.fields[f"q{position}"] = forms.TypedChoiceField(
                label=f"Question {position}, of about as many words as a concern has",
                choices=CHOICES,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )


def questions(request: HttpRequest, number: int) -> HttpResponse:
    """Show the form, or save what was chosen and lead back to it."""
    if request.method != "POST":
        return HttpResponse(PAGE.render({"form": Questions(number)}, request))
    form = Questions(number, request.POST)
    if not form.is_valid():
        return HttpResponse(PAGE.render({"form": form}, request), status=422)
    with transaction.atomic(using="default"):
        Marks.objects.create(marks=form.cleaned_data)
    return HttpResponseRedirect(request.path)


def make_table() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Marks)


urlpatterns = [
    path("bare/<int:number>/", questions),
    path("", include("cs2survey.urls")),
]
