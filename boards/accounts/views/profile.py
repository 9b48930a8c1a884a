"""What a person sets about themselves. E-mail addresses and the password are django-allauth's pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from boards.accounts.forms.accounts import ProfileForm
from boards.accounts.services import users
from boards.views.answers import came_from, done, form_page, is_htmx, person, see_other, signed_in


@signed_in("GET", "POST")
def profile(request: HttpRequest) -> HttpResponse:
    """Name, time zone, theme, shortcuts; htmx gets the form with its sign, and a new language as a new page."""
    user, language = person(request), person(request).language
    form = ProfileForm.of(user, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        template = "boards/_profile_form.html" if is_htmx(request) else "boards/profile.html"
        return form_page(request, template, {"form": form})
    users.update(user=user, **form.changes, actor=user)
    if is_htmx(request) and user.language == language:
        return render(request, "boards/_profile_saved.html", {"form": ProfileForm.of(user)})
    return done(request, reverse("profile"), _("Profile saved."))


@signed_in("POST")
def theme(request: HttpRequest) -> HttpResponse:
    """Switch between light, dark and the device's own; a script has done so already, and htmx gets the choices anew."""
    user = person(request)
    users.set_theme(user=user, theme=request.POST.get("theme", ""), actor=user)
    if is_htmx(request):
        return render(request, "boards/_theme_choices.html", {"theme": user.theme})
    return see_other(request, came_from(request, reverse("profile")))
