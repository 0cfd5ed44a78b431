from django.urls import path, register_converter

from providers import api
from providers.deciding import MoveName
from providers.views import (
    address,
    catalogue,
    dispatch,
    equality,
    known,
    moves,
    photographs,
    scheme,
    spend,
    team,
    worklist,
    workstream,
)

register_converter(MoveName, "move")

app_name = "providers"
urlpatterns = [
    path("workstreams/", worklist.worklist, name="worklist"),
    path("api/v1/workstreams", api.work, name="api_work"),
    path("api/v1/workstreams/<uuid:workstream_id>/transitions", api.move, name="api_move"),
    path("scheme/agencies/", scheme.agencies, name="agencies"),
    path("scheme/agencies/<slug:slug>/", scheme.agency, name="agency"),
    path("scheme/agencies/<slug:slug>/coverage/", scheme.cover, name="cover"),
    path("scheme/agencies/<slug:slug>/kmisa/", scheme.sign, name="sign"),
    path("scheme/agencies/<slug:slug>/capacity/", scheme.capacity, name="capacity"),
    path("scheme/agencies/<slug:slug>/closed/", scheme.close, name="close"),
    path("scheme/agencies/coverage/<uuid:pk>/end/", scheme.stop_covering, name="stop_covering"),
    path("scheme/agencies/kmisa/<uuid:pk>/end/", scheme.end_signature, name="end_signature"),
    path("scheme/agencies/closed/<uuid:pk>/back/", scheme.reopen, name="reopen"),
    path("scheme/measures/", catalogue.measures, name="measures"),
    path("scheme/measures/new/", catalogue.add, name="add_measure"),
    path("scheme/measures/<uuid:pk>/", catalogue.renew, name="renew_measure"),
    path("scheme/measures/<uuid:pk>/retire/", catalogue.retire, name="retire_measure"),
    path("workstreams/spend/", spend.spend, name="spend"),
    path("workstreams/spend/download/", spend.download, name="spend_csv"),
    path("workstreams/team/", team.team, name="team"),
    path("workstreams/team/<uuid:user_id>/", team.hand_over, name="hand_over"),
    path("workstreams/<uuid:workstream_id>/", workstream.workstream, name="workstream"),
    path("workstreams/<uuid:workstream_id>/address/", address.reveal, name="address"),
    path("workstreams/<uuid:workstream_id>/letter/", address.letter, name="letter"),
    path(
        "workstreams/<uuid:workstream_id>/photographs/<uuid:photograph_id>/",
        photographs.photograph,
        name="photograph",
    ),
    path("workstreams/<uuid:workstream_id>/questions/", equality.ask, name="equality"),
    path("workstreams/<uuid:workstream_id>/known/", known.know, name="known"),
    path("workstreams/<uuid:workstream_id>/<move:transition>/", moves.move, name="move"),
    path("referrals/<slug:reference>/dispatch/", dispatch.dispatch, name="dispatch"),
]
