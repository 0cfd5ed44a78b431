from django.urls import path

from equality.views.answers import answers
from equality.views.invited import invited

app_name = "equality"
urlpatterns = [
    path("refer/about-you/", answers, name="answers"),
    path("about-you/<str:invitation>/", invited, name="invited"),
]
