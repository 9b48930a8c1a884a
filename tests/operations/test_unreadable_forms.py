"""Forms with files that can't be read to their end leave no file behind."""

from dataclasses import replace

import pytest
from django.http.multipartparser import MultiPartParserError
from django.test import RequestFactory

BODY = (
    b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\nYWJjZ\r\n--cut--\r\n"
)


def test_a_file_whose_form_cannot_be_read_on_ends_with_the_request(settings, tmp_path):
    settings.ATTACHMENTS = replace(settings.ATTACHMENTS, arriving=tmp_path)
    request = RequestFactory().generic("POST", "/tasks/1/attachments/", BODY, "multipart/form-data; boundary=cut")
    with pytest.raises(MultiPartParserError):
        request.FILES.getlist("file")
    assert list(tmp_path.glob("*.upload"))
    request.close()
    assert not list(tmp_path.glob("*.upload"))
