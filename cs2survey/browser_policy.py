"""What a page may do in a browser: the policies that are sent with every response."""

from csp.constants import NONE, SELF

# What a page could ask of a browser or a device, as the Permissions-Policy header names it.
FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "clipboard-write",
    "compute-pressure",
    "cross-origin-isolated",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "keyboard-map",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "otp-credentials",
    "payment",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "sync-xhr",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
# Copying a return code, presenting on the whole screen, signing in with a passkey; nothing else.
PERMITTED = (
    "clipboard-write",
    "fullscreen",
    "publickey-credentials-create",
    "publickey-credentials-get",
)
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: ["self"] if feature in PERMITTED else [] for feature in FEATURES
}

# Plotly adds an empty <style> element, whose rules it writes later, and a stylesheet for maps,
# which we never draw. Both by their hashes; the second changes with Plotly, and then a browser
# test fails.
PLOTLY_STYLES = [
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='",
]
# Made in static/js/charts.js and static/js/watch.js. Plotly needs none.
TRUSTED_TYPES = ["cs2survey-charts", "cs2survey-watch"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, *PLOTLY_STYLES],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        # No script makes markup or the address of a script of a text, but by these two policies.
        "require-trusted-types-for": ["'script'"],
        "trusted-types": TRUSTED_TYPES,
    },
}
