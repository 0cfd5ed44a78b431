from django.urls import path

from governance.views.notices import notice, notices

app_name = "governance"
urlpatterns = [
    path("notices/", notices, name="notices"),
    path("notices/<slug:slug>/", notice, name="notice"),
    path("notices/<slug:slug>/<int:version>/", notice, name="version"),
    path("notices/<slug:slug>/<int:version>/large/", notice, {"large": True}, name="large"),
]
