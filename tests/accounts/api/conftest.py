"""A program without a browser, and Ann, who has an account and a password."""

import pytest
from django.test import Client

from boards.models import User
from tests.accounts.api.steps import PASSWORD


@pytest.fixture
def program() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def ann(db) -> User:
    return User.objects.create_user("ann@example.com", PASSWORD, display_name="Ann")


@pytest.fixture
def sends_email(settings):
    settings.SENDS_EMAIL = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
