"""E-mail of what people are told: at once or in a digest, one message to one person, sent beside requests.

`jobs` are begun by rows that say what is to be sent. Each looks anew at who may still know of it and wants to
(`queries`), puts it in words and in shape (`letters`, `shape`), and hands it over (`delivery`, which keeps
book in `Mail`, and `smtp`, which speaks with the mail server). `unsubscribing` is the way out that needs no session.
"""
