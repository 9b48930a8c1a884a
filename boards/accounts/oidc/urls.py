"""The two addresses of the flow; the second is what a provider is told to send people back to."""

from __future__ import annotations

from django.urls import path

from boards.accounts.oidc import views

urlpatterns = [
    path("oidc/<slug:provider_id>/login/", views.login, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", views.callback, name="openid_connect_callback"),
]
