"""Headers of answers that none of our middleware sees: static files."""

from wsgiref.headers import Headers

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
PROTECTING = {
    "Content-Security-Policy": "default-src 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "X-Frame-Options": "DENY",
}


def protect(headers: Headers, path: str, url: str) -> None:
    """WHITENOISE_ADD_HEADERS_FUNCTION: opened by itself, a picture or a script may do nothing, and no other site reads it."""
    for name, value in PROTECTING.items():
        headers[name] = value
