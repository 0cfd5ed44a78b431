from django.urls import path

from referrals.views import refer

app_name = "referrals"
urlpatterns = [
    path("refer/", refer.start, name="start"),
]
