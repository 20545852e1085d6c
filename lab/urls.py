"""Addresses of the lab."""

from django.urls import path

from lab.views import enquiry, learning, prescription, rematch, scenario

app_name = "lab"
urlpatterns = [
    path("programmes/<uuid:public_id>/matching/why-not", enquiry.why_not, name="why_not"),
    path("programmes/<uuid:public_id>/matching/waiting", rematch.waiting, name="waiting"),
    path("enrolments/<uuid:public_id>/mentor", rematch.rematch, name="rematch"),
    path("matching/questions/<uuid:public_id>/", enquiry.answer, name="answer"),
    path("matching/questions/<uuid:public_id>/force", enquiry.force, name="force"),
    path("matching/questions/<uuid:public_id>/cancel", enquiry.cancel, name="cancel_answer"),
    path("programmes/<uuid:public_id>/matching/lab/", scenario.board, name="board"),
    path("programmes/<uuid:public_id>/matching/lab/learned", learning.learned, name="learned"),
    path("programmes/<uuid:public_id>/matching/lab/compare", scenario.compare, name="compare"),
    path("matching/scenarios/<uuid:public_id>/", scenario.detail, name="scenario"),
    path("matching/scenarios/<uuid:public_id>/rules", scenario.rules, name="rules"),
    path("matching/scenarios/<uuid:public_id>/places", scenario.places, name="places"),
    path("matching/scenarios/<uuid:public_id>/exceptions", scenario.exceptions, name="exceptions"),
    path("matching/scenarios/<uuid:public_id>/compute", scenario.compute, name="compute"),
    path("matching/scenarios/<uuid:public_id>/stop", scenario.stop, name="stop"),
    path("matching/scenarios/<uuid:public_id>/publish", scenario.publish, name="publish"),
    path("matching/scenarios/<uuid:public_id>/delete", scenario.delete, name="delete"),
    path("programmes/<uuid:public_id>/matching/doctor", prescription.ask, name="doctor"),
    path("matching/prescriptions/<uuid:public_id>/", prescription.detail, name="prescription"),
    path("matching/prescriptions/<uuid:public_id>/try", prescription.attempt, name="try"),
    path(
        "matching/prescriptions/<uuid:public_id>/cancel",
        prescription.cancel,
        name="cancel_prescription",
    ),
]
