"""Addresses of the operator's own site: companies, operators, journal; no page of a company."""

from django.urls import include, path

from mentorat import views
from people import urls_operator
from people.admin import site

handler403 = "mentorat.views.forbidden"
handler404 = "mentorat.views.not_found"
handler500 = "mentorat.views.broken"

urlpatterns = [
    path("", views.operator_home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("preferences", views.preferences, name="preferences"),
    path("account/", include("mentorat.urls_account")),
    path("", include((urls_operator.own, "people"))),
    path("", include((urls_operator.acts, "operator"))),
    path("admin/", site.urls),
]
