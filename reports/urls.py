from django.urls import path

from reports import api
from reports.views import closing, deciding, downloading, errata, making, reading, register

app_name = "reports"
urlpatterns = [
    path("reports/", reading.shelf, name="shelf"),
    path("reports/new/", making.new, name="new"),
    path("reports/closing/", closing.quarters, name="quarters"),
    path("reports/closing/<slug:period>/", closing.close, name="close"),
    path("reports/given/", register.given, name="given"),
    path("reports/given/new/", register.enter, name="enter_given"),
    path("reports/given/<uuid:given_id>/strike-out/", register.strike_out, name="strike_out"),
    path("reports/decisions/", deciding.questions, name="questions"),
    path("reports/decisions/<uuid:question_id>/", deciding.question, name="question"),
    path("reports/<uuid:release_id>/erratum/", errata.write, name="erratum"),
    path("reports/runs/<uuid:run_id>/", making.run, name="run"),
    path("reports/<uuid:release_id>/", reading.release, name="release"),
    path("reports/<uuid:release_id>/<slug:name>.<slug:ending>", downloading.download, name="download"),
    path("reports/<uuid:release_id>/why/<slug:name>.<slug:ending>", downloading.why, name="why"),
    path("reports/<uuid:release_id>/compare/", reading.compare, name="compare"),
    path("api/v1/reports", api.shelf, name="api_shelf"),
    path("api/v1/reports/<uuid:release_id>.<slug:ending>", api.file, name="api_file"),
    path("figures/", reading.published, name="published"),
    path("figures/<slug:name>.<slug:ending>", downloading.public_download, name="public_download"),
]
