"""Says in words how a criterion was weighed otherwise for one pair."""

from django.utils.translation import gettext_lazy as _

CHANGES = {
    "more": _("counts more"),
    "less": _("counts less"),
    "none": _("does not count"),
    "must": _("is a must-have"),
    "free": _("is no must-have"),
    "same": _("preferably the same"),
    "other": _("preferably another one"),
}
"""Words of each change that a pair may keep, after the name of the criterion."""
