from django.urls import path, register_converter

from providers.deciding import MoveName
from providers.views import dispatch, moves, team, worklist, workstream

register_converter(MoveName, "move")

app_name = "providers"
urlpatterns = [
    path("workstreams/", worklist.worklist, name="worklist"),
    path("workstreams/team/", team.team, name="team"),
    path("workstreams/team/<uuid:user_id>/", team.hand_over, name="hand_over"),
    path("workstreams/<uuid:workstream_id>/", workstream.workstream, name="workstream"),
    path("workstreams/<uuid:workstream_id>/<move:transition>/", moves.move, name="move"),
    path("referrals/<slug:reference>/dispatch/", dispatch.dispatch, name="dispatch"),
]
