"""Addresses of needs, frameworks and self-assessments."""

app_name = "competencies"

urlpatterns: list[object] = []
