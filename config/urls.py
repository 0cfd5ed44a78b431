"""Every address of the system, stage by stage. The addresses of docs/contract are kept."""

from django.urls import include, path

from config import health, openapi
from config.desk import desk

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("config.public")),
    path("desk/", desk, name="desk"),
    path("accounts/", include("accounts.signin")),
    path("accounts/", include("accounts.urls")),
    path("api/v1/openapi.json", openapi.document, name="openapi"),
    path("", include("equality.urls")),
    path("", include("referrals.urls")),
    path("", include("providers.urls")),
    path("", include("governance.urls")),
    path("", include("reports.urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler429 = "config.errors.too_many"
handler500 = "config.errors.fault"
