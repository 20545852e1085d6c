"""Addresses of needs, frameworks and self-assessments."""

from django.urls import path

from competencies.views import assessment, framework, need

app_name = "competencies"

urlpatterns = [
    path("competencies/needs/", need.needs, name="needs"),
    path("competencies/needs/new", need.add, name="need_add"),
    path("competencies/needs/<uuid:public_id>", need.need, name="need"),
    path("competencies/frameworks/", framework.frameworks, name="frameworks"),
    path("competencies/frameworks/<uuid:public_id>/", framework.framework, name="framework"),
    path("competencies/frameworks/<uuid:public_id>/names", framework.names, name="names"),
    path(
        "competencies/frameworks/<uuid:public_id>/profiles/new",
        framework.profile_add,
        name="profile_add",
    ),
    path(
        "competencies/frameworks/<uuid:public_id>/new",
        framework.competency_add,
        name="competency_add",
    ),
    path("competencies/frameworks/<uuid:public_id>/export", framework.export, name="export"),
    path("competencies/frameworks/<uuid:public_id>/import", framework.import_sheet, name="import"),
    path("competencies/one/<uuid:public_id>", framework.competency, name="competency"),
    path("competencies/profiles/<uuid:public_id>", framework.profile, name="profile"),
    path("competencies/profiles/<uuid:public_id>/assess", assessment.assess, name="assess"),
    path("competencies/assessments/", assessment.assessments, name="assessments"),
    path("competencies/assessments/<uuid:public_id>", assessment.assessment, name="assessment"),
]
