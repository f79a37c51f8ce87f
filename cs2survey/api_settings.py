"""Settings of the API: who may ask, how often, how errors are answered, how it is described."""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "analytics.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    # OpenAPI's description sees by the first that no token is needed.
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.AllowAny",
        "analytics.api.permissions.NoUnknownCredentials",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["analytics.api.throttling.ReadingThrottle"],
    "DEFAULT_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "analytics.api.renderers.CSVRenderer",
    ],
    "DEFAULT_SCHEMA_CLASS": "analytics.api.openapi.DescribedSchema",
    "EXCEPTION_HANDLER": "analytics.api.problems.answer_with_problem",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "cs2survey",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": "Released blocks, and the gaps that are worked out from them.",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "analytics.api.openapi.sparse_rows",
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Two columns of a table hold one.
    # Columns of the same name with other values, and of other names with the same.
    "ENUM_NAME_OVERRIDES": {
        "LevelEnum": "surveys.models.base.Level.values",
        "GapKindEnum": "analytics.vocabulary.gaps.KINDS",
        "LevelGapKindEnum": "analytics.vocabulary.gaps.KINDS_OF_LEVELS",
        "AwarenessEnum": "analytics.vocabulary.reassurance.AWARENESS",
        "EmpathyKindEnum": "analytics.release.schema.zones.EMPATHY_KINDS",
    },
}
MIDDLEWARE_OF_THE_API = [
    "analytics.api.throttling.RateLimitMiddleware",
    "analytics.api.usage.TokenUseMiddleware",
]
