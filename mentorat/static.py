"""Hashed, compressed static files whose ES modules import each other by hashed name."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage with module imports rewritten."""

    support_js_module_import_aggregation = True
