"""Names of languages in the reader's own."""

from django.utils.translation import get_language, get_language_info


def language_name(code: str) -> str:
    """A language in words; its code when nobody knows it."""
    try:
        name = str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
    # French writes the names of languages without a capital.
    return name.lower() if (get_language() or "").startswith("fr") else name
