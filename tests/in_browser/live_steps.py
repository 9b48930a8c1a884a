"""What the tests of live pages do and compare."""

from difflib import unified_diff

from playwright.sync_api import Page, expect

# As a page shows it, without what a script or the session has put there.
SHOWN = """selector => {
const OURS = ['data-htmx-powered', 'style', 'draggable', 'data-revision', 'data-frame', 'hx-morph-skip']
return [...document.querySelectorAll(selector)].map(element => {
  const copy = element.cloneNode(true)
  copy.querySelectorAll('#here, #live, input[name=csrfmiddlewaretoken], .task-news').forEach(each => each.remove())
  for (const each of [copy, ...copy.querySelectorAll('*')]) {
    for (const name of OURS) each.removeAttribute(name)
    each.classList.remove('changed', 'htmx-request', 'htmx-settling', 'htmx-added')
    if (each.getAttribute('class') === '') each.removeAttribute('class')
    if (each.getAttribute('value') === '') each.removeAttribute('value')
    const attributes = [...each.attributes].map(({name, value}) => [name, value]).sort()
    attributes.forEach(([name]) => each.removeAttribute(name))
    attributes.forEach(([name, value]) => each.setAttribute(name, value))
  }
  return copy.outerHTML.replace(/\\s+/g, ' ').replace(/\\s*</g, '\\n<')
}).join('\\n')
}"""


def followed(page: Page) -> None:
    """Waits until the page follows."""
    expect(page.locator("#live")).to_have_attribute("data-state", "open")


def shown(page: Page, selector: str) -> str:
    """What a page shows there."""
    return str(page.evaluate(SHOWN, selector))


def becomes(page: Page, other: Page, selector: str) -> None:
    """Waits until both pages show the same; the other one has just been loaded."""
    wanted = shown(other, selector)
    for _try in range(100):
        found = shown(page, selector)
        if found == wanted:
            return
        page.wait_for_timeout(50)
    raise AssertionError(
        "\n".join(unified_diff(found.split("\n"), wanted.split("\n"), "page", "anew", lineterm="", n=1))
    )
