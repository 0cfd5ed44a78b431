"""The notices, for everybody: the version in force, every version before, and each in large print (S1.1, S0.22)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import public
from governance.models import NoticeVersion
from governance.queries import notices_in_force, published_versions


@public
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The newest version of each."""
    return render(request, "governance/notices.html", {"notices": notices_in_force()})


@public
@require_safe
def notice(request: HttpRequest, slug: str, version: int | None = None, *, large: bool = False) -> HttpResponse:
    """One version, the newest unless its number is in the address."""
    versions = list(published_versions(slug))
    shown = _wanted(versions, version)
    context = {"notice": shown, "versions": versions, "newer": shown != versions[0], "large": large}
    return render(request, "governance/notice.html", context)


def _wanted(versions: list[NoticeVersion], number: int | None) -> NoticeVersion:
    for one in versions:
        if number in (None, one.version):
            return one
    raise Http404
