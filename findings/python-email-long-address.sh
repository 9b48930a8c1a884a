#!/bin/sh
# Python 3.11 to 3.13, email with policy.SMTP: an address in List-Unsubscribe that is longer than a line leaves as an RFC 2047 encoded word.
#
# Expected: EmailMessage with policy.SMTP, the modern way, folds a header or leaves a value without blanks on one long line (RFC 5322 allows
#   998 letters); "<https://…>" of plain ASCII is never encoded, for RFC 2047 section 5 allows encoded words in no structured header of this kind.
# Seen: from 79 letters a line on, "List-Unsubscribe: <https://…>" becomes "=?utf-8?q?=3Chttps=3A//…". What mail programs then find there is
#   no address, so one-click unsubscribing (RFC 8058) is not offered, without any error. With max_line_length=400 the value is left as it is.
# What follows for us: boardsite sends with a policy of longer lines, and a test reads each header back as a mail program would.
set -eu
python3 - <<'PYTHON'
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage


def sent(rules, length):
    message = EmailMessage(policy=rules)
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "Hello"
    address = "https://boards.example.com/unsubscribe/"
    message["List-Unsubscribe"] = f"<{address}{'x' * (length - len(address))}>"
    message.set_content("Hello")
    return message_from_bytes(message.as_bytes())["List-Unsubscribe"]


print("Python", sys.version.split()[0])
short, long = sent(policy.SMTP, 50), sent(policy.SMTP, 100)
whole = sent(policy.SMTP.clone(max_line_length=400), 100)
print("50 letters: ", short)
print("100 letters:", long)
print("lines of 400:", whole)
assert short.startswith("<https://")
assert long.startswith("=?utf-8?q?=3Chttps"), long
assert whole.startswith("<https://")
PYTHON
