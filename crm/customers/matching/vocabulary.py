"""Words that say nothing about who somebody is: legal forms, street words, mailboxes of everybody.

All are written as `words.words_of` leaves them: folded, runs of single letters joined (``S.A.`` is ``sa``).
"""

from __future__ import annotations

import re

# At the end of a name, several in a row: "Alba Trading Co., Ltd."
LEGAL_FORMS = frozenset(
    # English
    "ltd limited inc incorporated corp corporation co company llc llp lp plc pllc pc pty pte pvt private "
    # German
    "gmbh mbh ug haftungsbeschrankt ag kg kgaa ohg gbr ev eg ek gmbhcokg cie "
    # French, Italian, Spanish, Portuguese
    "sa sas sasu sarl eurl snc scop spa srl srls sapa sl slu slne sau cv ltda lda eireli sdrl "
    # Dutch, Nordic
    "bv nv vof ab hb as asa aps oy oyj "
    # Central and eastern Europe, Turkey
    "sro doo dd zoo spzoo sp kft zrt nyrt ood eood ooo oao zao pao as sti "
    # Asia in Latin letters
    "sdn bhd tbk kk yk kabushiki kaisha".split()
)
# Before a name.
LEGAL_PREFIXES = frozenset({"ooo", "oao", "zao", "pao", "pt", "tov"})
# Chinese, Japanese and Korean forms stand before or behind the name, without a space.
LEGAL_CJK = re.compile(
    "股份有限公司|有限责任公司|有限責任公司|集团有限公司|集團有限公司|有限公司|有限会社|株式会社|合同会社|"
    "公司|주식회사|유한책임회사|유한회사|합자회사|"
    r"\((?:株|有|주|유|합)\)"
)
# Joining words, left out of names.
JOINING = frozenset({"and", "und", "et", "y", "e", "the", "of"})

STREET_WORDS = {
    word: short
    for short, words in {
        "st": "street str strasse",
        "av": "avenue ave avenida",
        "rd": "road",
        "bd": "boulevard blvd boul",
        "dr": "drive drv",
        "ln": "lane",
        "ct": "court crt",
        "pl": "place platz plaza plz",
        "sq": "square",
        "hw": "highway hwy",
        "pk": "parkway pkwy",
        "cr": "crescent cres crs",
        "cc": "circuit cct",
        "ci": "circle cir",
        "te": "terrace tce ter terr",
        "wy": "way weg",
        "al": "alley allee",
        "cl": "close",
        "gr": "grove",
        "un": "unit suite ste apartment apt room rm floor fl",
        "n": "north",
        "s": "south",
        "e": "east",
        "w": "west",
        "ne": "northeast",
        "nw": "northwest",
        "se": "southeast",
        "sw": "southwest",
    }.items()
    for word in words.split()
}
# German street words grow onto the name: Hauptstraße, Hauptstr., Schillerplatz.
STREET_ENDINGS = {"strasse": "st", "str": "st", "platz": "pl", "weg": "wy", "allee": "al"}

# An e-mail address there says nothing about the firm.
PUBLIC_MAIL = frozenset(
    "gmail.com googlemail.com hotmail.com outlook.com live.com msn.com yahoo.com ymail.com icloud.com me.com "
    "aol.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de mail.ru yandex.ru proton.me "
    "protonmail.com qq.com 163.com 126.com sina.com sohu.com foxmail.com naver.com daum.net hanmail.net "
    "nate.com orange.fr wanadoo.fr free.fr laposte.net libero.it bluewin.ch zoho.com mail.com "
    "yahoo.co.uk yahoo.co.jp yahoo.com.tw".split()
)
