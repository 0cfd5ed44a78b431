from django.urls import path

from reports.views import making, reading

app_name = "reports"
urlpatterns = [
    path("reports/", reading.shelf, name="shelf"),
    path("reports/new/", making.new, name="new"),
    path("reports/runs/<uuid:run_id>/", making.run, name="run"),
    path("reports/<uuid:release_id>/", reading.release, name="release"),
    path("reports/<uuid:release_id>/<slug:name>.<slug:ending>", reading.download, name="download"),
]
