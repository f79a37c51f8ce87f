"""Settings of an oTree project with one page of questions, shown again and again."""

SESSION_CONFIGS = [{"name": "questions", "app_sequence": ["questions"], "num_demo_participants": 1}]
SESSION_CONFIG_DEFAULTS = {"real_world_currency_per_point": 1.0, "participation_fee": 0.0}
LANGUAGE_CODE = "en"
REAL_WORLD_CURRENCY_CODE = "USD"
USE_POINTS = True
ADMIN_USERNAME = "admin"
ADMIN_PASSWORD = ""
SECRET_KEY = "of a site that holds nothing"
