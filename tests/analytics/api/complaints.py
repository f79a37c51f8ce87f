"""What the API says is wrong with each parameter."""

MEDIA_TYPE = "application/problem+json"


def complaints(response):
    """The details of a problem by the parameters that they are about."""
    assert (response.status_code, response["Content-Type"]) == (400, MEDIA_TYPE)
    found = {}
    for error in response.json()["errors"]:
        found.setdefault(error["parameter"], []).append(error["detail"])
    return found


def without_its_address(response):
    """A problem without the address that was asked for, in which alone two may differ."""
    found = response.json()
    assert found.pop("instance") == response.request["PATH_INFO"]
    return found
