"""Every encoding a spreadsheet may come in is told from the others, from very short files on."""

import pytest

from crm.exchange.reading import FileProblem, ReadSettings, open_source
from crm.exchange.reading.encodings import codec_of, detect_encoding

WESTERN = [
    "name,city\nCafé Zoé,Orléans\n",
    "name\nMüller\n",
    "number,name\nA1,Søren Ångström\n",
    "Größe;Preis\nStraße;12,50 €\n",
    "name,city\nJosé Peña,A Coruña\n",
    "id,name\n1,L’Étoile\n2,Naïve – Œuvre\n",
    "id,note\n1,100°C ±2\n",
    "a,b\nÉLAN VITAL,GENÈVE\n",
    "a\nIÑAKI\n",
    "company,amount\nSmith & Sons,£20\n",
]
SIMPLIFIED = [
    "客户编号,名称,城市\nA1,北京华润贸易有限公司,北京\n",
    "name\n王伟\n",
    "id,city\n1,上海\n",
    "编号;产品;单价\nP1;润滑油(4升);120.50\n",
    "id,name\n7,鑫淼烜商行\n",
    "id,name,addr\n1,深圳市腾飞科技股份有限公司,广东省深圳市南山区高新南一道8号\n",
    "姓名,电话\n陈静,13800138000\n",
]
TRADITIONAL = [
    "客戶編號,名稱,城市\nA1,台北貿易股份有限公司,台北\n",
    "name\n王偉\n",
    "id,city\n1,高雄\n",
    "編號;產品;單價\nP1;潤滑油(4升);120.50\n",
    "id,name,addr\n1,鴻海精密工業股份有限公司,新北市土城區自由街2號\n",
    "姓名,電話\n蔡英文,0912345678\n",
]
KOREAN = [
    "고객번호,이름,도시\nA1,한국무역 주식회사,서울\n",
    "name\n김철수\n",
    "id,city\n1,부산\n",
    "번호;제품;단가\nP1;윤활유(4리터);120.50\n",
    "id,name,addr\n1,(주)대한석유,서울특별시 강남구 테헤란로 152\n",
    "성명,전화\n정수빈,010-1234-5678\n",
    "name\n똠방각하\n",
]
CASES = [
    (encoding, text)
    for encoding, texts in (
        ("cp1252", WESTERN),
        ("gb18030", SIMPLIFIED),
        ("big5", TRADITIONAL),
        ("cp949", KOREAN),
    )
    for text in texts
]
UNICODE = ["utf-8", "utf-16-le", "utf-16-be"]


@pytest.mark.parametrize(("encoding", "text"), CASES)
def test_code_pages_are_told_apart(tmp_path, encoding, text):
    path = tmp_path / "file.csv"
    path.write_bytes(text.encode(codec_of(encoding)))

    assert detect_encoding(path).name == encoding


@pytest.mark.parametrize("encoding", UNICODE)
@pytest.mark.parametrize("text", [text for _encoding, text in CASES])
def test_unicode_is_found_without_a_mark(tmp_path, encoding, text):
    path = tmp_path / "file.csv"
    path.write_bytes(text.encode(encoding))

    assert detect_encoding(path).name == encoding


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_the_mark_says_it_and_is_no_part_of_the_first_header(tmp_path, codec):
    path = tmp_path / "file.csv"
    path.write_bytes("名称,city\n京,Köln\n".encode(codec))

    source = open_source(path)

    assert source.encoding.has_mark
    assert [column.name for column in source.columns] == ["名称", "city"]
    assert source.preview()[0].cells == ["京", "Köln"]


def test_plain_letters_are_utf8(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(b"number,name\n1,Oil\n")

    assert detect_encoding(path).name == "utf-8"


def test_a_file_that_mixes_encodings_is_refused_with_its_line(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(
        "name\nCafé\nZoë\nMüller\nSøren\nÅngström\nGünther\n".encode() + "Peña\n".encode("cp1252")
    )

    with pytest.raises(FileProblem, match="damaged on line 8"):
        open_source(path)


def test_a_wrongly_chosen_encoding_names_the_line(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes("name\nOil\nCafé\n".encode("cp1252"))

    with pytest.raises(FileProblem, match="Line 3 cannot be read as UTF-8"):
        open_source(path, ReadSettings(encoding="utf-8"))


def test_letters_late_in_a_long_file_count(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(b"name\n" + b"Oil\n" * 50_000 + "한국무역 주식회사\n".encode("cp949"))

    assert detect_encoding(path).name == "cp949"
