"""Static files with hashed names, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStatic(CompressedManifestStaticFilesStorage):
    """Also hashes the names inside JavaScript module imports; without this they would stay unhashed."""

    support_js_module_import_aggregation = True
