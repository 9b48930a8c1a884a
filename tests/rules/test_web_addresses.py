"""Which addresses can be kept beside a task, and how they are shown."""

import pytest

from boards.exceptions import InvalidInput
from boards.rules.web_addresses import clean_title, clean_url, completed, host, is_web_address, shown

KEPT = (
    *("https://example.com", "http://example.com/a?b=c#d", "HTTPS://Example.com/", "https://bücher.example/ä"),
    *("https://[::1]:8000/x", "https://example.com:8443/%20", "mailto:ana@example.com?subject=Hi"),
)
REFUSED = (
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://example.com"),
    *("//example.com", "/tasks/1/", "example", "https://", "https:///x", "https://[", "https://example.com:99999/"),
    *("https://ana:secret@example.com", "https://bank.example@evil.example/", "https://evil.example\\@bank.example"),
    *("https://exa mple.com", "https://example.com/\u202egpj.exe", "https://example.com/\x7f", "java\tscript:alert(1)"),
    *("mailto:", "mailto:ana", "", " ", "https://example.com/\ud800", "https://example.com/\x00", "https://e.com/\n/x"),
    "https://example.com/" + "x" * 2000,
)


@pytest.mark.parametrize("url", KEPT)
def test_addresses_stay_to_the_letter(url):
    assert clean_url(f" {url} ") == url and is_web_address(url)


@pytest.mark.parametrize("url", REFUSED)
def test_what_is_no_address_is_refused_with_a_sentence(url):
    with pytest.raises(InvalidInput) as caught:
        clean_url(url)
    assert caught.value.field == "url" and caught.value.sentence.endswith(".")
    assert not is_web_address(url)


@pytest.mark.parametrize(
    ("url", "words", "place"),
    [
        ("https://example.com/", "example.com", "example.com"),
        ("https://example.com:8443/prices/?year=2026#top", "example.com:8443/prices", "example.com:8443"),
        ("mailto:ana@example.com?subject=Hi", "ana@example.com", "ana@example.com"),
    ],
)
def test_without_a_title_host_and_path_are_shown(url, words, place):
    assert (shown(url), host(url)) == (words, place)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" example.com/x ", "https://example.com/x"),
        ("www.example.com:8000?a", "https://www.example.com:8000?a"),
        ("example", "example"),
        ("javascript:alert(1.0)", "javascript:alert(1.0)"),
        ("https://example.com", "https://example.com"),
        ("ana@example.com", "ana@example.com"),
    ],
)
def test_people_leave_out_the_scheme(typed, meant):
    assert completed(typed) == meant


def test_a_title_is_a_line_and_may_be_empty():
    assert clean_title("  ") == "" and clean_title(" Prices ") == "Prices"
    for wrong in ("a\nb", "x" * 501):
        with pytest.raises(InvalidInput):
            clean_title(wrong)
