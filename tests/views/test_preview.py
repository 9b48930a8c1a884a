"""How a description will look, before it is saved."""

import pytest


def test_shows_what_was_typed_as_it_will_look(client_of, outsider, django_assert_max_num_queries):
    client = client_of(outsider)
    with django_assert_max_num_queries(2):  # session and person
        answer = client.post("/preview/", {"description": "Some **bold** <script>words</script>"})
    assert answer.status_code == 200
    assert "<strong>bold</strong> &lt;script&gt;" in answer.text and "<html" not in answer.text


def test_nothing_is_said_to_be_nothing(client_of, outsider):
    assert "Nothing to show yet." in client_of(outsider).post("/preview/").text


@pytest.mark.parametrize("text", ["x" * 100_001, "a\x00b"])
def test_what_could_not_be_saved_is_422(client_of, outsider, text):
    assert client_of(outsider).post("/preview/", {"description": text}).status_code == 422


def test_get_is_refused(client_of, outsider):
    assert client_of(outsider).get("/preview/").status_code == 405
