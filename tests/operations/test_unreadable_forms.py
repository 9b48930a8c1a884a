"""Forms with files that can't be read to their end leave no file behind."""

import io
from dataclasses import replace

import pytest
from django.http.multipartparser import MultiPartParserError

from boardsite.server.handler import OneThreadHandler

BODY = (
    b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\nYWJjZ\r\n--cut--\r\n"
)


SCOPE = {
    "type": "http",
    "method": "POST",
    "path": "/tasks/1/attachments/",
    "headers": [(b"content-type", b"multipart/form-data; boundary=cut"), (b"content-length", b"%d" % len(BODY))],
}


def test_a_file_whose_form_cannot_be_read_on_is_closed(settings, tmp_path):
    settings.ATTACHMENTS = replace(settings.ATTACHMENTS, arriving=tmp_path)
    request, _answer = OneThreadHandler().create_request(SCOPE, io.BytesIO(BODY))
    with pytest.raises(MultiPartParserError) as raised:
        request.FILES.getlist("file")
    assert request.upload_handlers[0].file.closed and not list(tmp_path.iterdir())
    assert raised  # which holds all that the reader held: nothing was left to a search for garbage
