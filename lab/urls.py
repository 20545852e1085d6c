"""Addresses of the lab."""

from django.urls import path

from lab.views import enquiry

app_name = "lab"
urlpatterns = [
    path("programmes/<uuid:public_id>/matching/why-not", enquiry.why_not, name="why_not"),
    path("matching/questions/<uuid:public_id>/", enquiry.answer, name="answer"),
    path("matching/questions/<uuid:public_id>/force", enquiry.force, name="force"),
    path("matching/questions/<uuid:public_id>/cancel", enquiry.cancel, name="cancel_answer"),
]
