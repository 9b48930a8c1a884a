"""Templates of Jinja2: what is shown is escaped, whatever it is."""

import pytest
from django.utils.safestring import SafeString
from markupsafe import Markup

from boards.jinja import environment


class Odd(str):
    """A text that is no plain one."""


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("<b> & \"x\" 'y'", "&lt;b&gt; &amp; &#34;x&#34; &#39;y&#39;"),
        ("Plain – as most texts are", "Plain – as most texts are"),
        *((sign, f"&{name};") for sign, name in zip("<>&\"'", ("lt", "gt", "amp", "#34", "#39"), strict=True)),
        (Odd("<b>"), "&lt;b&gt;"),
        (Markup("<b>"), "<b>"),
        (SafeString("<b>"), "<b>"),
        (7, "7"),
        (True, "True"),
        (None, "None"),
        (["<b>"], "[&#39;&lt;b&gt;&#39;]"),
    ],
)
@pytest.mark.parametrize(
    "source",
    [
        "{{ value }}",
        "{% set kept %}{{ value }}{% endset %}{{ kept }}",
        "{% macro of(it) %}{{ it }}{% endmacro %}{{ of(value) }}",
        "{% for one in [value] %}{{ one }}{% endfor %}",
    ],
)
def test_values_are_escaped_once(source, value, shown):
    assert environment().from_string(source).render(value=value) == shown
