"""Who may ask the API, how often they may, and what is done with every answer of it."""

READERS = {
    # OpenAPI's description sees by the first that no token is needed.
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.AllowAny",
        "analytics.api.permissions.NoUnknownCredentials",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["analytics.api.throttling.ReadingThrottle"],
}
MIDDLEWARE_OF_THE_API = [
    "analytics.api.throttling.RateLimitMiddleware",
    "analytics.api.usage.TokenUseMiddleware",
]
