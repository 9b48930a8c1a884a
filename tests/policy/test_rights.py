"""Rights go from hand to hand: no model carries them along, and who forgets them breaks instead of being told no."""

import pytest
from django.template import engines

from boards import access
from boards.models import Role
from boards.policy import Action, Rights


def shown(context):
    return (
        engines["django"]
        .from_string('{% load rights %}{% if rights|allow:"edit_tags" %}yes{% endif %}')
        .render(context)
    )


@pytest.mark.parametrize(("role", "said"), [(Role.MEMBER, "yes"), (Role.VIEWER, "")])
def test_templates_ask_the_rights(role, said):
    assert shown({"rights": Rights(role, has_joined=True)}) == said


def test_a_template_without_rights_breaks():
    with pytest.raises(AttributeError):
        shown({})


@pytest.mark.parametrize(
    ("name", "rights"),
    [
        ("owner", Rights(Role.OWNER, has_joined=False)),
        ("staff", Rights(Role.ADMIN, has_joined=False)),
        ("viewer", Rights(Role.VIEWER, has_joined=True)),
    ],
)
def test_a_project_comes_with_the_rights_of_who_asked(project, name, rights, request):
    granted = access.get_project(request.getfixturevalue(name), project.pk, Action.VIEW)
    assert granted == (project, rights)
    assert not hasattr(granted.thing, "role")
