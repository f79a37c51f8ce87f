"""What is held about whoever is signed in: on a page, and as a file to keep."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from surveys.personal_data import export_staff_member
from surveys.views.confirming import recently_signed_in_to_see
from surveys.views.facilitator import signed_in


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@recently_signed_in_to_see
def own_data(request: HttpRequest) -> HttpResponse:
    """Say what the file holds; a POST makes it, and is audited as any other act."""
    user = signed_in(request)
    if request.method != "POST":
        context = {"staff": True, "user_name": user.get_username()}
        return render(request, "surveys/own_data.html", context)
    held = export_staff_member(user=user, by=user.get_username())
    response = JsonResponse(held, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="what-is-held-about-me.json"'
    return response
