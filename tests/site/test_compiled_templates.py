"""Templates of Jinja2: what is shown is escaped, whatever it is."""

import pytest
from django.template import engines
from django.utils import translation
from django.utils.safestring import SafeString
from markupsafe import Markup

from boards import jinja
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


def test_a_word_is_looked_up_once_in_each_language(monkeypatch):
    asked = []

    def looked_up(message):
        asked.append((translation.get_language(), message))
        return f"{translation.get_language()} {message}"

    monkeypatch.setattr(jinja, "gettext", looked_up)
    source = engines["jinja2"].env.from_string("{{ _('A word of this test') }}, {{ _('A word of this test') }}")
    monkeypatch.setattr(engines["jinja2"], "get_template", lambda _name: source)
    said = {}
    for language in ("en", "de", "en", "pt-br"):
        with translation.override(language):
            said[language] = jinja.fragment("any", {})
    assert said == {code: f"{code} A word of this test, {code} A word of this test" for code in ("en", "de", "pt-br")}
    assert len(asked) == 3


def test_a_word_outside_of_fragments_is_looked_up_each_time(monkeypatch):
    monkeypatch.setattr(jinja, "gettext", lambda message: f"said {message}")
    assert environment().from_string("{{ _('this') }}").render() == "said this"
