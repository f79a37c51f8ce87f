"""Settings of how staff sign in that no installation changes."""

from datetime import timedelta

AUTH_USER_MODEL = "surveys.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "studies"
LOGOUT_REDIRECT_URL = "sign_in"
SESSION_LONGEST = timedelta(hours=12)
# How long after signing in, or confirming who one is, acts that cannot be undone are taken.
REAUTHENTICATION_AFTER = timedelta(minutes=5)

# allauth: no sign-up, no mails.
ACCOUNT_ADAPTER = "surveys.signing_in.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
# How many attempts are taken in how long, by address ("ip", of which a keyed hash is kept), by the
# account that was named ("key"), or by the one that is signed in.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "5/5m/user",
    "reset_password": "10/5m/ip",
}
MFA_ADAPTER = "surveys.second_factors.MFAAdapter"
MFA_FORMS = {"authenticate": "surveys.sign_in_forms.CodeForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Clocks of telephones are seldom off by more than half a minute.
MFA_TOTP_TOLERANCE = 1
