"""Who people are and how they sign in: accounts, single sign-on, second factors, tokens of programs."""

from boardsite.settings.variables import EMAIL, HTTPS, JWT_KEY, SITE

# --- People ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "boards.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "display_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "boards.accounts.forms.accounts.SignupForm"
ACCOUNT_FORMS = {
    "login": "boards.accounts.forms.sign_in.LoginForm",
    "signup": "boards.accounts.forms.sign_in.SignupForm",
    "add_email": "boards.accounts.forms.sign_in.AddEmailForm",
    "reset_password": "boards.accounts.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "boards.accounts.forms.sign_in.ResetPasswordKeyForm",
    "change_password": "boards.accounts.forms.sign_in.ChangePasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD: str | None = None
# An address can be confirmed only where e-mail really leaves the machine.
SENDS_EMAIL = EMAIL["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if SENDS_EMAIL else "none"
ACCOUNT_EMAIL_NOTIFICATIONS = SENDS_EMAIL
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Nobody can make the site write to strangers by asking for their new password: as much is done, and nothing sent
# (boards/accounts/mailing.py).
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_PREVENT_ENUMERATION = True
# Beside the limits of django-allauth: addresses without an account, asked for in vain (boards/address_lookup.py).
ACCOUNT_RATE_LIMITS = {"add_member": "20/10m/user", "invite": "60/h/user,6/h/key"}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE.scheme

# --- Single sign-on --------------------------------------------------------------------------------------------------

ACCOUNT_ADAPTER = "boards.accounts.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "boards.accounts.adapter.SocialAdapter"
# Which account a person gets is decided in boards/accounts/oidc, never by allauth's own look for an address.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
# Who has found an open browser can't give it a second key.
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True

# --- Second factors, passkeys, devices -------------------------------------------------------------------------------

MFA_ADAPTER = "boards.accounts.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Boardsite"
# A code typed just before it changes, or on a telephone whose clock is a little off, is still right.
MFA_TOTP_TOLERANCE = 1
# Where no e-mail leaves the machine, no address can be confirmed first.
MFA_ALLOW_UNVERIFIED_EMAIL = not SENDS_EMAIL
# Browsers allow passkeys on https, and without it on localhost alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# boards/accounts/devices.py keeps when a device was last seen, at most once an hour.
USERSESSIONS_TRACK_ACTIVITY = False

# --- Tokens for programs ---------------------------------------------------------------------------------------------

# The API has its own addresses for all of this (boards/accounts/api/); those of django-allauth are not served.
HEADLESS_TOKEN_STRATEGY = "boards.accounts.tokens.TokenStrategy"  # noqa: S105  a class
HEADLESS_JWT_ALGORITHM = "RS256" if JWT_KEY.startswith("-----BEGIN") else "HS256"
HEADLESS_JWT_PRIVATE_KEY = JWT_KEY
HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN = 900
HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN = 1_209_600
# Who is signed out, deactivated or deleted is out at once.
HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED = True
HEADLESS_JWT_ROTATE_REFRESH_TOKEN = True
HEADLESS_SERVE_SPECIFICATION = False
# How often one address may ask for fresh tokens.
ACCOUNT_RATE_LIMITS["refresh_tokens"] = "60/m/ip"
