"""Addresses of pairings."""

from django.urls import path

from pairings import views

app_name = "pairings"
urlpatterns = [
    path("mentoring/", views.index, name="list"),
    path("mentoring/<uuid:public_id>/", views.detail, name="detail"),
    path("mentoring/<uuid:public_id>/end", views.end, name="end"),
    path("mentoring/<uuid:public_id>/assessment", views.assessment, name="assessment"),
    path("mentoring/<uuid:public_id>/sessions/new", views.log, name="log"),
    path("mentoring/<uuid:public_id>/sessions/<uuid:session_id>", views.correct, name="correct"),
    path("mentoring/<uuid:public_id>/sessions/<uuid:session_id>/undo", views.undo, name="undo"),
    path("programmes/<uuid:public_id>/pairings/", views.overview, name="overview"),
    path("programmes/<uuid:public_id>/pairings/panel", views.panel, name="panel"),
]
