"""Addresses of people, invitations and lost second steps, under /accounts/."""

from django.urls import path

from accounts.views import joining, news, people, recovery, systems

app_name = "accounts"
urlpatterns = [
    path("news/", news.news, name="news"),
    path("news/wishes/", news.wishes, name="wishes"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/invitations/<uuid:pk>/withdraw/", people.withdraw, name="withdraw"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/end/", people.end, name="end"),
    path("people/<uuid:pk>/lock/", people.lock, name="lock"),
    path("people/<uuid:pk>/let-in/", people.let_in, name="let_in"),
    path("people/<uuid:pk>/recovery/", recovery.ask, name="ask_recovery"),
    path("people/agencies/<slug:slug>/", people.organisation, name="organisation"),
    path("people/systems/", systems.systems, name="systems"),
    path("people/systems/new/", systems.new, name="new_key"),
    path("people/systems/<uuid:pk>/revoke/", systems.revoke, name="revoke_key"),
    path("recoveries/", recovery.waiting, name="recoveries"),
    path("recoveries/<uuid:pk>/", recovery.decide, name="recovery"),
    path("invitation/<str:secret>/", joining.arrive, name="invitation"),
    path("invitation/", joining.join, name="join"),
    path("cookies/", joining.cookies, name="cookies"),
]
