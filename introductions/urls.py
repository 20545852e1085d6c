"""Addresses of introductions."""

from django.urls import path

from introductions.views import answer, conflict, conversation, panel

app_name = "introductions"
urlpatterns = [
    path("enrolments/<uuid:public_id>/apart", conflict.conflicts, name="conflicts"),
    path("enrolments/<uuid:public_id>/answers", answer.answers, name="answers"),
    path("enrolments/<uuid:public_id>/meetings", conversation.meetings, name="meetings"),
    path("enrolments/<uuid:public_id>/meetings/<uuid:mentor_id>/ask", conversation.ask, name="ask"),
    path("conversations/<uuid:public_id>/", conversation.detail, name="conversation"),
    path("conversations/<uuid:public_id>.ics", conversation.calendar, name="calendar"),
    path("programmes/<uuid:public_id>/shortlists/panel", panel.panel, name="panel"),
    path("matching/runs/<uuid:public_id>/totals", answer.totals, name="totals"),
]
