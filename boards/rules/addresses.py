"""E-mail addresses of people: compared as they were sent, letter for letter but for the case of ASCII letters.

Whatever only becomes equal by folding, by Unicode normalisation or by taking blanks away is somebody else's address:
U+212A, the Kelvin sign, is a `k` to `str.lower()` and is none to any mail server. So is what mail programs read as
another address than is written: `=?utf-8?q?ada?=@example.com` and `"ada"@example.com` are both delivered to Ada.
"""

from __future__ import annotations

import string
import unicodedata

from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput

# Encoded words (RFC 2047), quotation marks, and numbers of machines in the place of a domain, where no mail is read.
_READ_OTHERWISE = ("=?", '"', "[")
_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def in_small_letters(address: str) -> str:
    """The spelling that is stored and compared: ASCII letters small, everything else as it was sent."""
    return address.translate(_SMALL)


def is_plain(address: str) -> bool:
    """Whether nothing but ASCII case can be folded or stripped: no other spelling becomes this address, nor it one."""
    if any(sign in address for sign in _READ_OTHERWISE):
        return False
    return unicodedata.normalize("NFKC", address.strip()).lower() == in_small_letters(address)


def checked(field: str, address: str) -> str:
    """The address in small letters; InvalidInput for one that others could take for another."""
    if not is_plain(address):
        raise InvalidInput(field, _("Write the address in plain small letters, without blanks, quotes or brackets."))
    return in_small_letters(address)
