"""What a text of programs that know no Unicode is written in: nothing in it says so, but its letters do."""

from __future__ import annotations

import codecs
import re
from collections import Counter

# With the letters that most of a text then is made of: Japanese has kana, which no other reading makes so many of.
OLD_ENCODINGS = (
    ("cp932", "[\u3040-\u30ff\u4e00-\u9fff\uff01-\uff5e]"),
    ("cp1251", "[а-яё]"),
    ("cp949", "[\uac00-\ud7a3]"),
    ("gb18030", "[\u4e00-\u9fff\u3000-\u303f\uff01-\uff5e]"),
)
# Of those of Latin letters, the letters beyond ASCII of languages that are written in each.
LATIN = (
    ("cp1252", "äöüß åäöæøé àâæçéèêëîïôœùûüÿ áéíóúüñ ãõáâàçéêíóôúü àèéìíòóù áðéíóúýþæö áéëïóöüèê àçéèíïóòúü"),
    ("cp1250", "ąćęłńóśźż áčďéěíňóřšťúůýž áäčďéíĺľňóôŕšťúýž áéíóöőúüű čćđšž"),
    ("iso8859_2", "ąćęłńóśźż áčďéěíňóřšťúůýž áäčďéíĺľňóôŕšťúýž čćđšž"),
    ("cp1254", "çğıöşü"),
)
# Quotation marks, dashes and blanks, which stand between words in all of them.
_SIGNS = frozenset(b"\x80\x82\x84\x85\x91\x92\x93\x94\x95\x96\x97\xa0\xa7\xab\xb0\xbb")


def old_encoding(head: bytes) -> str:
    """What a text of one or two bytes a letter is written in, which nothing in it says.

    Where words are of letters beyond ASCII alone they are no Latin ones: it is what reads as such a script then.
    """
    if _is_big5(head):
        return "cp950"
    words = [word for word in re.findall(rb"[A-Za-z\x80-\xff]+", head) if not word.isascii()]
    beyond = sum(sum(letter >= 0x80 for letter in word) for word in words)
    if beyond * 10 < sum(map(len, words)) * 6:
        return _latin(words)
    for encoding, letters in OLD_ENCODINGS:
        # The head may end within a letter.
        text = head.decode(encoding, errors="ignore")
        if len(re.findall(letters, text)) * 10 > len(re.findall(r"[^\x00-\x7f]", text)) * 7:
            return encoding
    return "cp1252"


def _latin(words: list[bytes]) -> str:
    """The encoding in which most letters are those of one language; the first of equals."""
    letters = Counter(letter for letter in b"".join(words) if letter >= 0x80 and letter not in _SIGNS)

    def fitting(latin: tuple[str, str]) -> int:
        encoding, alphabets = latin
        read = {bytes((each,)).decode(encoding, errors="replace").lower(): often for each, often in letters.items()}
        return max(sum(often for letter, often in read.items() if letter in each) for each in alphabets.split())

    return max(LATIN, key=fitting)[0]


def _is_big5(head: bytes) -> bool:
    """Whether it is Chinese in traditional letters: the usual ones begin with a byte up to C6, and a third of them, but
    not all as where words are of Latin letters, end in what would be ASCII alone."""
    try:
        codecs.getincrementaldecoder("cp950")().decode(head)
    except UnicodeDecodeError:
        return False
    letters = re.findall(rb"[\xa1-\xf9][\x40-\x7e\xa1-\xfe]", head)
    usual = sum(letter[0] <= 0xC6 for letter in letters)
    low = sum(letter[1] < 0x7F for letter in letters)
    return usual * 10 > len(letters) * 8 and len(letters) < low * 10 < len(letters) * 7
