"""Pages, and the partials that htmx asks for: find, check the shape, call one service or query, answer.

To follow a move, read `tasks.move`, then `services.tasks.move`, `services.moving`, and `board_answers.moved`.
"""
