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
# Wherever they stand ("Frey Inc. Anna"): these are never a word of a name.
UNMISTAKABLE = frozenset("inc incorporated llc ltd corp corporation gmbh sarl".split())
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

# Of an address, what is not the name of the street.
STREET_WORDS = frozenset(
    "st street str strasse avenue ave av avenida road rd boulevard blvd boul bd drive drv dr lane ln court "
    "crt ct place platz plaza plz pl square sq highway hwy parkway pkwy crescent cres crs circuit cct circle "
    "cir terrace tce ter terr way wy weg alley allee close cl grove gr rue via calle no nr "
    "unit suite ste apartment apt room rm floor fl "
    "north south east west northeast northwest southeast southwest n s e w ne nw se sw".split()
)
# German street words grow onto the name: Hauptstraße, Hauptstr., Schillerplatz.
STREET_ENDINGS = ("strasse", "str", "platz", "weg", "allee")

# An e-mail address there says nothing about the firm.
PUBLIC_MAIL = frozenset(
    "gmail.com googlemail.com hotmail.com outlook.com live.com msn.com yahoo.com ymail.com icloud.com me.com "
    "aol.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de mail.ru yandex.ru proton.me "
    "protonmail.com qq.com 163.com 126.com sina.com sohu.com foxmail.com naver.com daum.net hanmail.net "
    "nate.com orange.fr wanadoo.fr free.fr laposte.net libero.it bluewin.ch zoho.com mail.com "
    "yahoo.co.uk yahoo.co.jp yahoo.com.tw".split()
)
