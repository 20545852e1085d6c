"""How every form of the product is drawn: Django's own forms through our field templates."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Draws `{{ form }}`: error summary on top, then each field with label, readers and help.

    Templates are looked up through `TEMPLATES`, so `django.forms` must be an installed application
    and `templates/` must come before it. A form field may carry an attribute `visible_by`: the
    persons who will read the answer, shown beside the label.
    """

    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/field.html"
