"""A step of signing in, between the password or the agency's answer and the desk."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from accounts import factors


class SecondStep(AuthenticateStage):
    """Our second step, unless the person's agency has just asked for one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return super()._should_handle(request) and not factors.shown_elsewhere(request, self.login.user)
