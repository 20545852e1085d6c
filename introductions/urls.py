"""Addresses of introductions."""

from django.urls import path

from introductions.views import answer, conflict

app_name = "introductions"
urlpatterns = [
    path("enrolments/<uuid:public_id>/apart", conflict.conflicts, name="conflicts"),
    path("enrolments/<uuid:public_id>/answers", answer.answers, name="answers"),
    path("matching/runs/<uuid:public_id>/totals", answer.totals, name="totals"),
]
