"""Pages of questions as Django alone would have them, beside all pages of the program.

A form of radio buttons, saved as one row in one transaction: nobody is recognised, nothing is
encrypted or padded, no round has to be open. One page is written by hand with nothing to spare; the
other is what Django offers of itself, a ModelForm drawn by ``{{ form }}``.
"""

from typing import Any

from django import forms
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines

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


FORM_PAGE = engines["django"].from_string(
    '<!DOCTYPE html><html lang="en"><head><title>Questions</title></head><body>'
    '<form method="post">{% csrf_token %}{{ form }}<button>Save</button></form></body></html>'
)


def label_of(position: int) -> str:
    return f"Question {position}, of about as many words as a concern has"


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
                label=label_of(position),
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


def mark_field(position: int) -> "models.IntegerField[int | None, int | None]":
    return models.IntegerField(label_of(position), choices=CHOICES, null=True, blank=True)


class EightMarks(models.Model):
    """The marks of one page of eight questions, each in a column."""

    database = "default"
    q1, q2, q3, q4 = (mark_field(position) for position in (1, 2, 3, 4))
    q5, q6, q7, q8 = (mark_field(position) for position in (5, 6, 7, 8))

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return "eight marks"


def model_form(request: HttpRequest, number: int) -> HttpResponse:
    """Show the first so many questions as a ModelForm, at most eight, or save what was chosen."""
    names = [f"q{position}" for position in range(1, number + 1)]
    widgets = dict.fromkeys(names, forms.RadioSelect)
    form_class = forms.modelform_factory(EightMarks, fields=names, widgets=widgets)
    if request.method != "POST":
        return HttpResponse(FORM_PAGE.render({"form": form_class()}, request))
    form = form_class(request.POST)
    if not form.is_valid():
        return HttpResponse(FORM_PAGE.render({"form": form}, request), status=422)
    with transaction.atomic(using="default"):
        form.save()
    return HttpResponseRedirect(request.path)


def make_tables() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Marks)
        editor.create_model(EightMarks)
