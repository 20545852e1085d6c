"""Addresses of the self mode."""

from django.urls import path

from asking.views import mentee, mentor, steering

app_name = "asking"
urlpatterns = [
    path("enrolments/<uuid:public_id>/mentors/", mentee.mentors, name="mentors"),
    path("enrolments/<uuid:public_id>/mentors/ask", mentee.ask, name="ask"),
    path("enrolments/<uuid:public_id>/request", mentee.mine, name="mine"),
    path("enrolments/<uuid:public_id>/requests/", mentor.inbox, name="inbox"),
    path("enrolments/<uuid:public_id>/requests/pause", mentor.set_pause, name="pause"),
    path("requests/<uuid:public_id>/answer", mentor.answer, name="answer"),
    path("programmes/<uuid:public_id>/requests/", steering.overview, name="overview"),
    path("programmes/<uuid:public_id>/requests/panel", steering.panel, name="panel"),
]
