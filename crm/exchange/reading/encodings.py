"""Which encoding is this text written in? The answer can be shown and replaced by a person.

Certain cases first (byte-order mark, 16-bit separators, strict UTF-8); what is left is one of the
single- or double-byte code pages of the languages we speak, told apart by which reading gives
letters people use (see `common_letters`).
"""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from crm.exchange.reading.common_letters import LATIN, LATIN_MARKS, MULTIBYTE, RARE_LATIN
from crm.exchange.reading.problems import FileProblem
from crm.exchange.reading.sniffing import HEAD_BYTES, looks_utf16

CHUNK = 1 << 16
SAMPLE_LETTERS = 20_000  # bytes above 127 looked at: enough to be sure, few enough to be quick

# What a person may choose; the first seven are also detected.
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1252": "Western European (Windows-1252)",
    "gb18030": "简体中文 (GB18030)",
    "big5": "繁體中文 (Big5)",
    "cp949": "한국어 (CP949)",
    "cp1250": "Central European (Windows-1250)",
    "cp1251": "Кириллица (Windows-1251)",
    "cp1253": "Ελληνικά (Windows-1253)",
    "cp1254": "Türkçe (Windows-1254)",
    "shift_jis": "日本語 (Shift JIS)",
}
# Windows writes more characters than the standard: its own code pages read those files whole.
CODECS = {"big5": "cp950", "utf-8": "utf-8-sig"}
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
HIGH_RUN = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True)
class EncodingGuess:
    """The encoding found, whether a byte-order mark said so, and how sure we are (0–1)."""

    name: str
    has_mark: bool = False
    confidence: float = 1.0


def codec_of(encoding: str) -> str:
    """The Python codec that reads `encoding` as the files in the world are written."""
    return CODECS.get(encoding, encoding)


def detect_encoding(path: Path) -> EncodingGuess:
    """The encoding of the whole file. Raises FileProblem when it is a mixture nobody can read."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    for mark, name in MARKS:
        if head.startswith(mark):
            if name == "utf-32":
                raise FileProblem(_("The file is written in UTF-32. Save it as UTF-8 and try again."))
            return EncodingGuess(name, has_mark=True)
    if sixteen_bit := looks_utf16(head):
        return EncodingGuess(sixteen_bit, confidence=0.95)
    broken_line = undecodable_line(path, "utf-8")
    if broken_line is None:
        return EncodingGuess("utf-8")
    sample = _high_sample(path)
    if _mostly_utf8(sample):
        raise FileProblem(
            _("The file is UTF-8 but damaged on line %(line)s: it mixes encodings. Save it again as UTF-8.")
            % {"line": broken_line},
            row=broken_line,
        )
    return _detect_code_page(path, sample)


def undecodable_line(path: Path, encoding: str) -> int | None:
    """The first line (1 = first) that cannot be read in `encoding`; None when all of it can."""
    decoder = codecs.getincrementaldecoder(codec_of(encoding))()
    line = 1
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(CHUNK)
            try:
                line += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as error:
                return line + error.object[: error.start].count(b"\n")
            if not chunk:
                return None


def _high_sample(path: Path) -> bytes:
    """Bytes of the file around its letters above 127, with their neighbours, up to a fixed number."""
    pieces: list[bytes] = []
    seen = 0
    with path.open("rb") as stream:
        for line in iter(lambda: stream.readline(CHUNK), b""):
            high = sum(map(len, HIGH_RUN.findall(line)))
            if high:
                pieces.append(line)
                seen += high
            if seen >= SAMPLE_LETTERS:
                break
    return b"".join(pieces)


def _mostly_utf8(sample: bytes) -> bool:
    high = sum(map(len, HIGH_RUN.findall(sample)))
    good = sum(map(len, UTF8_SEQUENCE.findall(sample)))
    return high >= 4 and good / high > 0.9


def _detect_code_page(path: Path, sample: bytes) -> EncodingGuess:
    scores = {name: _multibyte_score(sample, name) for name in MULTIBYTE}
    scores["cp1252"] = _latin_score(sample)
    ranked = sorted(scores, key=lambda name: scores[name], reverse=True)
    best = scores[ranked[0]]
    for name in ranked:
        if undecodable_line(path, name) is None:
            second = max((scores[other] for other in ranked if other != name), default=0.0)
            sure = max(0.0, min(1.0, 0.5 + (best - second) / 2)) if scores[name] == best else 0.2
            return EncodingGuess(name, confidence=round(sure, 2))
    raise FileProblem(
        _("The text of the file cannot be read in any encoding known here. Save it as UTF-8 and try again.")
    )


def _multibyte_score(sample: bytes, encoding: str) -> float:
    """From -1 (nobody writes this) to 1 (everyday letters): the mean over the letters above 127."""
    text = sample.decode(codec_of(encoding), errors="replace")
    common = MULTIBYTE[encoding]
    letters = [letter for letter in text if letter > "\x7f"]
    if not letters:
        return -1.0
    mean = sum(_letter_worth(letter, common, encoding) for letter in letters) / len(letters)
    return mean - _korean_doubt(letters) if encoding == "gb18030" else mean


def _korean_doubt(letters: list[str]) -> float:
    """Read as Chinese, Korean stays in the first 25 rows of the table; Chinese itself fills all 72.

    Half of everyday Chinese lies beyond, so every further character that does not makes Korean likelier.
    """
    hanzi = [pair for letter in letters if len(pair := _pair(letter, "gb18030")) == 2 and pair[0] >= 0xB0]
    return 0.0 if any(pair[0] > 0xC8 for pair in hanzi) else min(0.5, 0.1 * len(hanzi))


def _letter_worth(letter: str, common: frozenset[str], encoding: str) -> float:
    if letter in common:
        return 1.0
    if letter == "\ufffd":
        return -3.0
    if "\u3000" <= letter <= "\u303f" or "\uff00" <= letter <= "\uff5e":
        return 0.6  # the punctuation and full-width letters of all three
    if encoding == "cp949":
        return _hangul_worth(letter)
    return _hanzi_worth(letter, encoding)


def _hangul_worth(letter: str) -> float:
    if "\uac00" <= letter <= "\ud7a3":
        # The standard's 2,350 syllables are written; the other 8,800 hardly ever.
        return 0.2 if _pair(letter, "cp949")[1] >= 0xA1 else -1.0
    return -0.5


def _hanzi_worth(letter: str, encoding: str) -> float:
    if not "\u4e00" <= letter <= "\u9fff":
        return -0.7
    pair = _pair(letter, codec_of(encoding))
    if len(pair) != 2:
        return -1.0
    # Level 1 of GB 2312, or of Big5: the characters of everyday.
    first, last = (0xB0, 0xD7) if encoding == "gb18030" else (0xA4, 0xC6)
    everyday = first <= pair[0] <= last and (encoding == "big5" or pair[1] >= 0xA1)
    return 0.2 if everyday else -0.8


def _pair(letter: str, codec: str) -> bytes:
    try:
        return letter.encode(codec)
    except UnicodeEncodeError:
        return b""


def _latin_score(sample: bytes) -> float:
    """Accented letters stand alone among plain ones; runs of four and more are another script."""
    worth = total = 0.0
    for run in HIGH_RUN.finditer(sample):
        text = run.group().decode("cp1252", errors="replace")
        total += len(text)
        if len(text) > 3:
            worth -= len(text)
            continue
        before, after = sample[run.start() - 1 : run.start()], sample[run.end() : run.end() + 1]
        beside_letter = before.isalpha() or after.isalpha()
        if len(text) == 2 and not beside_letter:
            worth -= 0.6  # a pair on its own is a character of two bytes
            continue
        worth += sum(_latin_worth(letter, beside_letter) for letter in text)
    return worth / total if total else -1.0


def _latin_worth(letter: str, beside_letter: bool) -> float:
    if letter in LATIN:
        return 1.0 if beside_letter else 0.1
    if letter in RARE_LATIN:
        return 0.3
    if letter in LATIN_MARKS:
        return 0.5 if not beside_letter else 0.2
    return -1.0
