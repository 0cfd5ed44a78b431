"""Files that are sent to us stay in memory and are never written to a disk: they may show somebody's home."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler

TOO_LONG = "safer.too_long"  # stands in the request when its body was over the limit and was read away (config/wsgi.py)


class InMemory(MemoryFileUploadHandler):
    """FILE_UPLOAD_HANDLERS. A body over FILE_UPLOAD_MAX_MEMORY_SIZE is a 413, whatever is in it."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        if content_length > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig
        super().handle_raw_input(input_data, META, content_length, boundary, encoding)
