"""The provider's addresses."""

from django.http import HttpResponse
from django.urls import include, path

urlpatterns = [
    path("", lambda request: HttpResponse("The provider of the tests", content_type="text/plain")),
    path("accounts/", include("allauth.account.urls")),
    path("", include("allauth.idp.urls")),
]
