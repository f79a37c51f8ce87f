"""Makes a survey and prints its path:  python -m load.surveyreport.prepare QUESTIONS"""

import sys

import django

ANSWERS = "serious,moderate,low,none,cannot tell,prefer not to say"


def main(questions: int) -> str:
    from django.core.management import call_command
    from django.utils.timezone import now
    from survey.models import Question, Survey

    call_command("migrate", verbosity=0)
    survey = Survey.objects.create(
        name="Load",
        description="Questions",
        is_published=True,
        need_logged_user=False,
        display_method=Survey.ALL_IN_ONE_PAGE,
        publish_date=now(),
    )
    for order in range(questions):
        Question.objects.create(
            survey=survey,
            text=f"Question {order}, of about as many words as a concern has",
            order=order,
            required=False,
            type=Question.RADIO,
            choices=ANSWERS,
        )
    return f"/survey/{survey.pk}/"


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(main(int(sys.argv[1])))
