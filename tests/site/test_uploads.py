"""What the site is asked before a long request is read."""

from boardsite.server import uploads


def test_what_a_client_says_of_the_size_does_not_count():
    headers = [(b"X-Upload-Size", b"1"), (b"content-length", b"99000000"), (b"cookie", b"a=b")]
    asked = uploads.question({"method": "POST", "headers": headers})
    assert asked["method"] == "GET" and asked["headers"] == [(b"cookie", b"a=b"), (b"x-upload-size", b"99000000")]
