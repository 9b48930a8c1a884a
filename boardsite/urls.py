"""The addresses of the site: sign-in, the site administration, and all of `boards`."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

# The administration signs in through the same page as everybody, so the limits on tries hold there too.
admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("", include("boards.api.urls")),
    path("", include("boards.urls")),
]
