from django.urls import path

from governance.views import undelivered
from governance.views.notices import notice, notices

app_name = "governance"
urlpatterns = [
    path("desk/undelivered/", undelivered.undelivered, name="undelivered"),
    path("desk/undelivered/<uuid:delivery_id>/", undelivered.failed, name="failed"),
    path("desk/undelivered/<uuid:delivery_id>/again/", undelivered.again, name="again"),
    path("desk/undelivered/<uuid:delivery_id>/settle/", undelivered.settle, name="settle"),
    path("notices/", notices, name="notices"),
    path("notices/<slug:slug>/", notice, name="notice"),
    path("notices/<slug:slug>/<int:version>/", notice, name="version"),
    path("notices/<slug:slug>/<int:version>/large/", notice, {"large": True}, name="large"),
]
