"""Addresses of programmes."""

from django.urls import path

from programmes.views import (
    aim,
    answer,
    canvas,
    deletion,
    enrolment,
    programme,
    review,
    stage,
)

app_name = "programmes"
urlpatterns = [
    path("programmes/", programme.programme_list, name="list"),
    path("programmes/new", programme.create, name="create"),
    path("programmes/<uuid:public_id>/", programme.detail, name="detail"),
    path("programmes/<uuid:public_id>/edit", programme.edit, name="edit"),
    path("programmes/<uuid:public_id>/delete", deletion.delete, name="delete"),
    path("programmes/templates", canvas.templates, name="templates"),
    path("programmes/<uuid:public_id>/canvas/<slug:step>", canvas.step, name="canvas"),
    path("programmes/<uuid:public_id>/review", review.review, name="review"),
    path("programmes/<uuid:public_id>/review/ask", review.ask, name="ask_review"),
    path("programmes/<uuid:public_id>/review/end", review.end, name="end_review"),
    path("programmes/remarks/<uuid:public_id>/settle", review.settle, name="settle_remark"),
    path("programmes/<uuid:public_id>/stages", stage.stage_list, name="stages"),
    path("programmes/<uuid:public_id>/readiness", stage.readiness, name="readiness"),
    path("programmes/<uuid:public_id>/aims", aim.aim, name="aim"),
    path("programmes/<uuid:public_id>/roles", programme.responsibilities, name="responsibilities"),
    path("programmes/<uuid:public_id>/advance", programme.advance, name="advance"),
    path("programmes/<uuid:public_id>/enrolments/", enrolment.enrolments, name="enrolments"),
    path(
        "programmes/<uuid:public_id>/enrolments/import", enrolment.enrol_import, name="enrol_import"
    ),
    path("programmes/<uuid:public_id>/enrolments/invite", enrolment.invite, name="invite"),
    path("programmes/<uuid:public_id>/enrolments/joining", enrolment.joining, name="joining"),
    path("enrolments/<uuid:public_id>/places", answer.places, name="places"),
    path("enrolments/<uuid:public_id>/withdraw", answer.withdraw, name="withdraw"),
    path("enrolments/<uuid:public_id>/again", enrolment.invite_again, name="invite_again"),
]
