"""Addresses of matching."""

from django.urls import path

from matching.views import board, changes, choice, review

app_name = "matching"
urlpatterns = [
    path("programmes/<uuid:public_id>/matching/panel", board.panel, name="panel"),
    path("programmes/<uuid:public_id>/matching/", board.index, name="board"),
    path("programmes/<uuid:public_id>/matching/criteria", board.edit_criteria, name="criteria"),
    path("programmes/<uuid:public_id>/matching/request", board.ask, name="request"),
    path("matching/runs/<uuid:public_id>/", review.detail, name="run"),
    path("matching/runs/<uuid:public_id>/decide", review.decide, name="decide"),
    path("matching/runs/<uuid:public_id>/again", review.again, name="again"),
    path("matching/runs/<uuid:public_id>/cancel", changes.cancel, name="cancel"),
    path("matching/runs/<uuid:public_id>/swap", changes.swap, name="swap"),
    path("matching/runs/<uuid:public_id>/publish", review.publish, name="publish"),
    path("matching/runs/<uuid:public_id>/remind", review.remind, name="remind"),
    path("matching/runs/<uuid:public_id>/settle", review.settle, name="settle"),
    path("enrolments/<uuid:public_id>/choose", choice.choose, name="choose"),
]
