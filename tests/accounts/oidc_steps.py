"""What tests of hostile providers and browsers share: somebody, an answer that is altered, a refusal."""

from allauth.socialaccount.models import SocialAccount

from boards.models import User

NINA = "nina@example.com"


def put(answer, **changes):
    answer.json = {name: value for name, value in {**answer.json, **changes}.items() if value is not ...}


def refused(response, reasons, reason):
    """A page with a sentence, one line with the reason, and nothing else."""
    assert response.status_code in (403, 503), response.status_code
    page = response.content.decode()
    assert 'role="alert"' in page and "Try again" in page
    assert not response.wsgi_request.user.is_authenticated
    assert not SocialAccount.objects.exists() and not User.objects.exclude(email="member@example.com").exists()
    lines = [line for line in reasons() if "refused" in line]
    assert len(lines) == 1 and reason in lines[0] and "\n" not in lines[0] and len(lines[0]) < 500
    for secret in ("not-a-secret", "eyJ", "code="):
        assert secret not in " ".join(reasons()) + page
