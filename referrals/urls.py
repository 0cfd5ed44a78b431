from django.urls import path, register_converter

from referrals import api
from referrals.deciding import DecisionName
from referrals.views import (
    case,
    contact,
    correct,
    decisions,
    link,
    looked,
    need,
    phone,
    printing,
    refer,
    search,
    sharing,
    team,
    why,
    wordings,
    worklist,
    writing,
)

register_converter(DecisionName, "decision")

app_name = "referrals"
urlpatterns = [
    path("api/v1/referrals", api.refer, name="api_refer"),
    path("refer/", refer.start, name="start"),
    path("refer/back/<str:secret>/", refer.back, name="back"),
    path("refer/link/<str:secret>/", link.link, name="link"),
    path("desk/triage/", worklist.worklist, name="worklist"),
    path("desk/triage/next/", worklist.open_next, name="next"),
    path("desk/triage/intake/", phone.calls, name="phone"),
    path("desk/triage/intake/<uuid:draft_id>/", phone.call, name="call"),
    path("desk/triage/find/", search.search, name="search"),
    path("desk/looked/", looked.start, name="looked"),
    path("desk/looked/person/<uuid:user_id>/", looked.of_person, name="looked_person"),
    path("desk/looked/<slug:reference>/", looked.of_case, name="looked_case"),
    path("desk/triage/team/", team.team, name="team"),
    path("desk/triage/team/<uuid:user_id>/", team.hand_over, name="hand_over"),
    path("referrals/<slug:reference>/", case.case, name="case"),
    path("desk/triage/wordings/", wordings.wordings, name="wordings"),
    path("desk/triage/wordings/new/", wordings.propose, name="propose_wording"),
    path("desk/triage/wordings/<uuid:wording_id>/", wordings.decide, name="decide_wording"),
    path("referrals/<slug:reference>/write/", writing.write, name="write"),
    path("referrals/<slug:reference>/write/<uuid:letter_id>/", writing.letter, name="letter"),
    path("referrals/<slug:reference>/why/", why.why, name="why"),
    path("referrals/<slug:reference>/known/", need.know, name="known"),
    path("referrals/<slug:reference>/must-not-know/", need.keep, name="must_not_know"),
    path("referrals/<slug:reference>/must-not-know/<uuid:kept_id>/", need.lift, name="let_know"),
    path("referrals/<slug:reference>/contact/", contact.log, name="contact"),
    path("referrals/<slug:reference>/correct/", correct.choose, name="correct"),
    path("referrals/<slug:reference>/correct/<slug:name>/", correct.section, name="correct_section"),
    path("desk/sharing/", sharing.days, name="sharing"),
    path("desk/sharing/download/", sharing.download, name="sharing_csv"),
    path("referrals/<slug:reference>/sharing/", sharing.of, name="sharing_of"),
    path("referrals/<slug:reference>/sharing/download/", sharing.download_of, name="sharing_of_csv"),
    path("referrals/<slug:reference>/sharing/add/", sharing.disclose, name="disclose"),
    path("referrals/<slug:reference>/print/", printing.paper, name="print"),
    path("referrals/<slug:reference>/<decision:transition>/", decisions.decide, name="decide"),
]
