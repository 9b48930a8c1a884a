"""How e-mail looks: the style of the site's pages, as mail programs understand it."""
