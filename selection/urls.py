"""Addresses of selection."""

from django.urls import path

from selection.views import answer, board, form, mentor, rule

app_name = "selection"
urlpatterns = [
    path("enrolments/<uuid:public_id>", answer.answer, name="answer"),
    path("enrolments/<uuid:public_id>/state", answer.state, name="state"),
    path("enrolments/<uuid:public_id>/file", mentor.file, name="file"),
    path("interviews/<uuid:public_id>", mentor.interview, name="interview"),
    path("programmes/<uuid:public_id>/preview/<slug:role>", answer.preview, name="preview"),
    path("programmes/<uuid:public_id>/selection/", board.board, name="board"),
    path("programmes/<uuid:public_id>/selection/honest", form.honest, name="honest"),
    path("programmes/<uuid:public_id>/selection/grid", mentor.grid, name="grid"),
    path(
        "programmes/<uuid:public_id>/selection/grid/<int:criterion_id>",
        mentor.grid,
        name="grid",
    ),
    path("programmes/<uuid:public_id>/selection/<slug:role>/form", form.form, name="form"),
    path(
        "programmes/<uuid:public_id>/selection/<slug:role>/question",
        form.question,
        name="question",
    ),
    path(
        "programmes/<uuid:public_id>/selection/<slug:role>/question/<uuid:key>",
        form.question,
        name="question",
    ),
    path("programmes/<uuid:public_id>/selection/<slug:role>/rules", rule.rules, name="rules"),
]
