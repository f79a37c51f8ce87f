"""What the items of a further battery are, in a language. Pure."""

from surveys.instruments.batteries import battery_part
from surveys.instruments.labels import Labels


def items_of(battery: str, labels: Labels) -> dict[str, str]:
    """Return what each item of a battery is by its key, of one whose items name no side."""
    found = {}
    for question, words in labels.battery_items.items():
        part = battery_part(question.partition(":")[2])
        if part.battery == battery:
            found[part.item] = words
    return found
