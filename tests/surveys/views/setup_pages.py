"""What a browser sends with a form of the pages on which a study is set up, as it stands there."""

from django.test import Client


def values_on(client: Client, address: str) -> dict[str, object]:
    """Return what a browser would send with the form of a page if nothing were changed."""
    form = client.get(address).context["form"]
    values = {field.html_name: field.value() for field in form}
    return {
        name: getattr(value, "pk", value)
        for name, value in values.items()
        if value not in (None, False, [])
    }
