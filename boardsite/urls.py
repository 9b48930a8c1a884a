"""The addresses of the site: sign-in, the site administration, and all of `boards`."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from boards.accounts.oidc.ending import SignOutView
from boards.accounts.oidc.views import sign_in

# The administration signs in through the same page as everybody, so the limits on tries hold there too.
admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Whatever is raised and not caught; 503 while the database is away.
handler500 = "boards.views.unavailable.server_error"
# Asked for by django-allauth.
handler429 = "boards.accounts.views.tries.too_many"

# Tried from the first to the last: what is asked for most comes first.
urlpatterns = [
    path("", include("boards.api_urls")),
    path("", include("boards.urls")),
    # Before allauth's own at the same addresses.
    path("accounts/login/", sign_in, name="account_login"),
    path("accounts/logout/", SignOutView.as_view(), name="account_logout"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/", include("boards.accounts.oidc.urls")),
    path("accounts/connections/", include("allauth.socialaccount.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("admin/", admin.site.urls),
]
