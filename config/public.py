"""The public start page and the way out. Both answer without a database, because they matter most when it is away."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import V, public
from config.navigation import address
from referrals.public_posts import close_draft


def without_database(view: V) -> V:
    """No transaction round this view (accounts/middleware.py), so that it answers while the database is away."""
    view.outside_transactions = True  # type: ignore[attr-defined]
    return view


@public
@without_database
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Help first, then three doors (S0.1)."""
    doors = {"refer": address("referrals:start"), "ask": address("feedback:contact")}
    return render(request, "public/start.html", doors | {"notices": address("governance:notices")})


@csrf_exempt
@public
@without_database
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Away at once, to a page that means nothing, and what the browser kept of us thrown out.

    Asked from another site it clears nothing, so that no picture on a stranger's page can sign somebody out. A form that
    was on the screen opens no more; its token comes with the script's own post.
    """
    if request.method == "POST":
        close_draft(request)
    response = HttpResponseRedirect(settings.EXIT_ADDRESS)
    response.status_code = 303
    response.headers["Cache-Control"] = "no-store"
    if request.headers.get("Sec-Fetch-Site") != "cross-site":
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@public
@without_database
@require_safe
def about_exit(request: HttpRequest) -> HttpResponse:
    """What leaving does, and that it does not erase the browsing history."""
    return render(request, "public/about_exit.html")


app_name = "public"
urlpatterns = [
    path("", start, name="start"),
    path("exit/", leave, name="exit"),
    path("exit/about/", about_exit, name="about_exit"),
]
