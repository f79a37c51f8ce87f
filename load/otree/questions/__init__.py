"""Twenty questions on a page, which comes again in each round of oTree's."""

from otree.api import BaseConstants, BaseGroup, BasePlayer, BaseSubsession, Page, models, widgets

NUMBER = 20
ANSWERS = [
    [3, "A serious concern"],
    [2, "A moderate concern"],
    [1, "A low concern"],
    [0, "Not a concern"],
    [-1, "I cannot tell from what I know"],
    [-2, "I prefer not to say"],
]


class C(BaseConstants):
    NAME_IN_URL = "questions"
    PLAYERS_PER_GROUP = None
    NUM_ROUNDS = 60


class Subsession(BaseSubsession):
    pass


class Group(BaseGroup):
    pass


class Player(BasePlayer):
    pass


for number in range(1, NUMBER + 1):
    field = models.IntegerField(
        label=f"Question {number}, of about as many words as a concern has",
        choices=ANSWERS,
        widget=widgets.RadioSelect,
    )
    setattr(Player, f"q{number}", field)


class Questions(Page):
    form_model = "player"
    form_fields = [f"q{number}" for number in range(1, NUMBER + 1)]


page_sequence = [Questions]
