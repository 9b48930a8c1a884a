"""What the Content-Security-Policy lets pages open: a WebSocket to this site, and to no other."""

import pytest

pytestmark = pytest.mark.browser

OPEN = """address => new Promise(resolve => {
  const socket = new WebSocket(address);
  socket.onmessage = message => { resolve(JSON.parse(message.data).type); socket.close(); };
  socket.onclose = event => resolve(event.code);
})"""


@pytest.fixture(params=["_chromium", "_firefox"])
def browser(request):
    return request.getfixturevalue(request.param)


def opened(page, site, path):
    return page.evaluate(OPEN, site.replace("http", "ws", 1) + path)


def test_a_page_opens_the_socket_of_its_board(page_of, site, project, member):
    page = page_of(member)
    page.goto(f"/projects/{project.pk}/")
    assert opened(page, site, f"/ws/projects/{project.pk}/?tab=mine") == "hello"
    assert opened(page, site, "/ws/projects/999999/") == 4404
