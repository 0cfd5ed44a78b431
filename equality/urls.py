from django.urls import path

from equality.views.answers import answers

app_name = "equality"
urlpatterns = [path("refer/about-you/", answers, name="answers")]
