"""Names for a large base of clients: fifteen ways of writing, frequent names first, a long tail behind them.

The heads are common names of each country in about their order; the tails are made of stems and endings, so that rare
names exist as they do in life. A name's frequency falls with its place (Zipf), steeper where few surnames serve a
people. Nobody here is anybody.
"""
# ruff: noqa: E501  # lists of names, one people a line

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import product
from pathlib import Path

_KANJI = Path(__file__).parents[2] / "core" / "names" / "transliteration" / "data"


@dataclass(frozen=True)
class People:
    """``share``: of the base, in thousandths; ``families``, ``givens``: (text, kana or ""), the most frequent first;
    ``steep``: the exponent of the surnames' frequencies; ``phone``: a country code and how many digits follow;
    ``latin``: share of clients, in percent, who also have a card in Latin letters."""

    code: str
    share: int
    script: str
    language: str
    families: list[tuple[str, str]]
    givens: list[tuple[str, str]]
    steep: float
    phone: tuple[str, int]
    latin: int = 0


def _listed(text: str) -> list[str]:
    return text.split()


def _tailed(head: str, stems: str, endings: str, count: int, chance: random.Random) -> list[tuple[str, str]]:
    """The head, then up to ``count`` made of one or two stems and an ending."""
    first, parts, ends = _listed(head), _listed(stems), [*_listed(endings)] or [""]
    made = [a + e for a, e in product(parts, ends)] + [a + b + e for a, b, e in product(parts, parts, ends) if a != b]
    chance.shuffle(made)
    return [(name.strip("-"), "") for name in dict.fromkeys([*first, *made[:count]])]


def _capital(names: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name[:1].upper() + name[1:], kana) for name, kana in names]


def _japanese(name: str, count: int, head: str) -> list[tuple[str, str]]:
    known: dict[str, str] = {}
    for row in (_KANJI / name).read_text("utf-8").splitlines():
        if not row.startswith("#"):
            reading, kanji, *_more = row.split("\t")
            for each in kanji.split():
                known.setdefault(each, reading)
    first = [each for each in _listed(head) if each in known]
    rest = [each for each in known if each not in first][: count - len(first)]
    return [(each, known[each]) for each in (*first, *rest)]


_HAN_GIVEN = (
    "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀 霞 平 刚 桂 英 华 建 国 文 玉 兰 红 梅 雪 晓 小 志 海 东 春 宇 浩 子 涵 欣 怡 梓 轩 诗 佳 俊 思 雨 晨 "
    "嘉 琪 美 玲 燕 萍 鹏 飞 峰 龙 云 月 星 天 安 宁 永 福 成 荣 德 振 林 森 波 江 河 清 泉 智 慧 淑 珍 瑞 祥 凤 金 银 宝 庆 光 辉 亮 昊 然 一 诺 可 乐 若 曦 语 桐 "
    "婷 颖 倩 莉 蕾 薇 莹 雯 岚 彤 妍 媛 昕 悦 蓉 芸 萱 菲 蓓 霖 翔 毅 斌 凯 旭 坤 哲 睿 铭 博 渊 皓 逸 恒 泽 航 远 朗 尧 川 帆 楠 栋 桦 柏 枫 槐 杉"
)
_HANT_GIVEN = (
    "偉 嘉 慧 詠 曉 穎 俊 志 家 子 文 欣 怡 美 玲 淑 芬 麗 華 國 明 榮 德 健 浩 朗 樂 晴 希 彤 琪 敏 儀 珊 婷 雅 思 靜 芷 翠 寶 珠 鳳 蓮 英 秀 霞 雲 海 龍 飛 "
    "天 恩 信 義 仁 智 安 康 永 建 豪 傑 銘 軒 澤 宇 翔 凱 駿 彥 霖 睿 承 宗 憲 育 宜 庭 君 筱 郁 怡 萱 蓉 薇"
)


def _han(
    head: str, characters: str, count: int, chance: random.Random
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    signs = _listed(characters)
    pairs = [a + b for a, b in product(signs, signs)]
    chance.shuffle(pairs)
    singles = signs[:60]
    givens = [*singles[:20], *pairs[:400], *singles[20:], *pairs[400:count]]
    return [(name, "") for name in _listed(head)], [(name, "") for name in dict.fromkeys(givens)]


def peoples(seed: int) -> list[People]:
    """All peoples of the base, the same for the same seed; shares add up to 1000."""
    chance = random.Random(seed)
    hans = _han(
        "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 罗 高 郑 梁 谢 宋 唐 许 韩 邓 冯 曹 彭 曾 肖 田 董 潘 袁 蔡 蒋 余 于 杜 叶 程 苏 魏 吕 丁 任 卢 姚 沈 钟 姜 崔 谭 "
        "陆 范 汪 廖 石 金 韦 贾 夏 付 方 邹 熊 白 孟 秦 邱 侯 江 尹 薛 闫 雷 龙 黎 史 陶 贺 毛 郝 顾 龚 邵 万 覃 武 钱 戴 严 莫 孔 向 汤 欧阳 单 仇 解 查 区 尉迟 上官 司马 诸葛",
        _HAN_GIVEN,
        9000,
        chance,
    )
    hant = _han(
        "陳 林 黃 張 李 王 吳 劉 蔡 楊 許 鄭 謝 洪 郭 邱 曾 廖 賴 徐 周 葉 蘇 莊 江 呂 何 羅 高 蕭 潘 簡 朱 鍾 彭 游 詹 胡 施 沈 余 趙 盧 梁 顏 柯 孫 魏 翁 戴 范 方 宋 鄧 杜 "
        "侯 傅 曹 薛 丁 溫 馬 董 藍 石 蔣 歐 歐陽 馮 區 湯 霍 關 麥 譚 黎 伍 甘 簡 袁 單",
        _HANT_GIVEN,
        4000,
        chance,
    )
    return [
        People("CN", 170, "Hans", "zh-Hans", *hans, 0.85, ("86", 11), 35),
        People("HK", 45, "Hant", "zh-Hant", *hant, 0.9, ("852", 8), 60),
        People(
            "JP",
            140,
            "Jpan",
            "ja",
            _japanese(
                "kanji_family.tsv",
                9000,
                "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 山崎 森 池田 橋本",
            ),
            _japanese(
                "kanji_given.tsv",
                6000,
                "花子 美咲 陽子 恵子 健 誠 翔太 大輔 直樹 由美子 幸子 和子 久美子 明美 真由美 裕子 太郎 一郎 浩 隆",
            ),
            0.75,
            ("81", 10),
            30,
        ),
        People(
            "KR",
            80,
            "Kore",
            "ko",
            [
                (n, "")
                for n in _listed(
                    "김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 전 홍 고 문 양 손 배 백 허 유 남 심 노 하 곽 성 차 주 우 구 민 진 나 엄 원 천 방 공 현 함 변 염 여 추 도 소 석 선 설 마 길 연 위 표 명 기 반 라 왕 금 옥 육 인 맹 제 모 남궁 황보 제갈 선우"
                )
            ],
            _tailed(
                "민지 지은 서연 민준 지훈 현우 수빈 예진 유진 지영 은지 혜진 민수 성민 동현 영수 미경 정숙 영희 철수",
                "민 지 서 예 수 현 은 영 유 혜 성 동 준 정 미 경 선 희 진 태 승 재 규 하 도 연 윤 주 상 종 병 광 인 소 가 다 나 채 세 보",
                "",
                1500,
                chance,
            ),
            1.15,
            ("82", 10),
            45,
        ),
        People(
            "FR",
            70,
            "Latn",
            "fr",
            _capital(
                _tailed(
                    "Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Müller Lefèvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud",
                    "ber cham du gail la mar per rou sau val ver bon car dela fon gran jac lan mon pel ri sa ter vau bre cor dar fer gi hau",
                    "ton nier del land reau celle mont vier chet ville quet sson tier dieu beau gnac",
                    14000,
                    chance,
                )
            ),
            _capital(
                _tailed(
                    "Marie Jean Pierre Michel Claire Camille Julie Nicolas Thomas Léa Manon Sophie Isabelle Nathalie Catherine Philippe Alain François Sylvie Anne Chloé Emma Louis Gabriel Jules Hugo Lucas Louise Alice Jade Inès Sarah Juliette Charlotte Margaux Élodie Aurélie Céline Sandrine Valérie Patrick Bernard Olivier Laurent Stéphane Christophe David Julien Sébastien Guillaume Mathieu Antoine Maxime Alexandre Benoît Étienne Hélène Françoise Geneviève Thérèse",
                    "ama cle eli fa gui ho jo lu ma na o ro syl ti vi",
                    "line ne ric tte nie lie ris thée",
                    500,
                    chance,
                )
            ),
            0.7,
            ("33", 9),
        ),
        People(
            "IT",
            55,
            "Latn",
            "it",
            _capital(
                _tailed(
                    "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti De\u00a0Luca Mancini Costa Giordano Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara Galli Martini Leone Longo Gentile Martinelli Vitale Lombardo Serra Coppola Marchetti Parisi Villa Conte Ferraro Ferri Fabbri Bianco Marini Grasso Valentini Messina Sala Gatti Pellegrini Palumbo Sanna Farina Rizzi Monti Cattaneo Morelli Amato Silvestri Mazza Testa Grassi Pellegrino Carbone Giuliani",
                    "bar ca den fa gal lan man no pas ra sal tor val zan bo ce di fer ghi lo mo pi ro su ve bel cor mar",
                    "etti elli ini oni ardi ucci asso iero ano ello isi olo ato esi anti",
                    14000,
                    chance,
                )
            ),
            _capital(
                _tailed(
                    "Maria Giuseppe Anna Giovanni Giulia Francesco Rosa Antonio Angela Luigi Giovanna Mario Teresa Vincenzo Lucia Carmela Salvatore Caterina Franco Francesca Marco Paolo Laura Sara Chiara Martina Alessandro Andrea Matteo Lorenzo Sofia Aurora Alice Ginevra Leonardo Federico Davide Elena Silvia Paola Roberta Simona Barbara Stefania Daniela Cristina Claudia Valentina Elisa Federica",
                    "ada be cla dona eli fio gio lu mi ne or pa ri san tul",
                    "nna no lina rico zia sa stina ldo",
                    400,
                    chance,
                )
            ),
            0.7,
            ("39", 10),
        ),
        People(
            "DE",
            55,
            "Latn",
            "de",
            _capital(
                _tailed(
                    "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Krause Meier Lehmann Schmid Schulze Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Schubert Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht Schuster Simon Ludwig Böhm Winter Kraus Martin Schumacher Krämer Vogt Stein Jäger Otto Sommer Groß Seidel Heinrich Brandt Haas Schreiber Graf",
                    "stein berg wald holz feld gold silber eber lind rosen brand hof rat grün hohen ober nieder kirch mühl schön wein reut kron loh",
                    "mann er ner bach burg hausen inger ler bauer meier thal stedt ig",
                    12000,
                    chance,
                )
            ),
            _capital(
                _tailed(
                    "Ursula Peter Michael Thomas Andreas Stefan Sabine Claudia Petra Monika Wolfgang Klaus Jürgen Günter Karin Helga Renate Brigitte Anna Emma Mia Hannah Lukas Leon Paul Jonas Felix Maximilian Julia Katharina Johanna Sophie Lena Laura Sarah Lisa Christian Alexander Daniel Martin Matthias Jörg Björn Götz Käthe Jürg Beat Reto Urs Heidi Vreni",
                    "al bern diet er fried ger hein ir jo kurt lud man",
                    "hild ert rich traud mut linde fried",
                    300,
                    chance,
                )
            ),
            0.7,
            ("49", 10),
        ),
        People(
            "US",
            85,
            "Latn",
            "en",
            _capital(
                _tailed(
                    "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Morales Murphy Cook Rogers Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward Richardson Watson Brooks Chavez Wood James Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo Sanders Patel Myers Long Ross Foster Jimenez O'Brien O'Connor McDonald MacLeod",
                    "ash black brook cald dun east fair green hart kings lang mill north oak red stan thorn wal west wind brad ches der had hol low new pem rock shel",
                    "ton ley ford well wood field man son worth ham brook land by more stead er",
                    14000,
                    chance,
                )
            ),
            _capital(
                _tailed(
                    "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Sarah Christopher Karen Charles Lisa Daniel Nancy Matthew Betty Anthony Sandra Mark Margaret Donald Ashley Steven Kimberly Andrew Emily Paul Donna Joshua Michelle Kenneth Carol Kevin Amanda Brian Melissa George Deborah Emma Olivia Noah Liam Ava Sophia Isabella Mia Ethan Mason Logan Lucas Jackson Aiden Harper Evelyn Abigail Madison Chloe Grace Zoe Lily Hannah Natalie Samantha Victoria",
                    "a bre cal da el ja kay la ma ro sha ta",
                    "lyn den ley na son ra den ia",
                    400,
                    chance,
                )
            ),
            0.7,
            ("1", 10),
        ),
        People(
            "ES",
            60,
            "Latn",
            "es",
            _capital(
                _tailed(
                    "García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil Ramírez Serrano Blanco Molina Morales Suárez Ortega Delgado Castro Ortiz Rubio Marín Sanz Núñez Iglesias Medina Garrido Cortés Castillo Santos Lozano Guerrero Cano Prieto Méndez Cruz Calvo Gallego Vidal León Márquez Herrera Peña Flores Cabrera Campos Vega Fuentes Carrasco Diez Caballero Reyes Nieto Aguilar Pascual Santana Silva Ferreira Oliveira Souza Pereira Costa",
                    "al ber cas del es fer go her iz lar mon nav ol pala que ri sal tor urr val zar",
                    "ado ero ales anda eda iela ondo oso ueta arra ego illo ares",
                    8000,
                    chance,
                )
            ),
            _capital(
                _tailed(
                    "María Carmen Antonio José Manuel Francisco Ana Laura Isabel David Juan Javier Daniel Carlos Jesús Alejandro Miguel Lucía Cristina Marta Sara Paula Elena Pilar Raquel Rosa Rafael Pedro Ángel Pablo Sergio Fernando Jorge Luis Alberto Álvaro Adrián Diego Beatriz Silvia Rocío Andrea Sofía Martina Valeria João Beatriz Inês",
                    "al be cla dol es fi gra he i jo lu mer",
                    "berto ra ndo mina cio lia rio sa",
                    300,
                    chance,
                )
            ),
            0.85,
            ("34", 9),
        ),
        People(
            "RU",
            70,
            "Cyrl",
            "ru",
            _capital(
                _tailed(
                    "Иванов Смирнова Кузнецов Попова Васильев Петрова Соколов Михайлова Новиков Фёдорова Морозов Волкова Алексеев Лебедева Семёнов Егорова Павлов Козлова Степанов Николаева Орлов Андреева Макаров Никитина Захаров Зайцева Соловьёв Борисова Яковлев Григорьева Романов Воробьёва Сергеев Кузьмина Фролов Александрова Дмитриев Королёва Гусев Киселёва Ильин Максимова Поляков Сорокина Виноградов Ковалёва Белов Медведева Антонов Тарасова Жуков Баранова Филиппов Комарова Давыдов Беляева Герасимов Богданова Осипов Сидорова Матвеев Титова Марков Миронова Крылов Куликова Карпов Власова Мельников Денисова Гаврилов Тихонова Казаков Афанасьева",
                    "бел бор вет гор дуб жар зим кам лаз мал нов ост пет рыб сух тих ур фад хол чер шум щег юр яс бар вор гол дем ер",
                    "ов ова ев ева ин ина ский ская ецкий ышев ушкин ников никова",
                    14000,
                    chance,
                )
            ),
            _capital(
                _tailed(
                    "Александр Екатерина Дмитрий Анна Сергей Мария Андрей Елена Алексей Ольга Максим Наталья Евгений Анастасия Иван Ирина Михаил Татьяна Владимир Светлана Николай Юлия Павел Дарья Роман Ксения Артём Виктория Кирилл Полина Илья Елизавета Егор Алёна Никита Софья Олег Вера Игорь Надежда Юрий Любовь Виктор Людмила Василий Галина Константин Валентина Антон Марина Денис Оксана",
                    "авг бог вер гал дан ев зах лар",
                    "ина ей ия ан слав лия ислав",
                    150,
                    chance,
                )
            ),
            0.6,
            ("7", 10),
            45,
        ),
        People(
            "UA",
            25,
            "Cyrl",
            "uk",
            _capital(
                _tailed(
                    "Шевченко Мельник Коваленко Бондаренко Бойко Ткаченко Кравченко Ковальчук Коваль Олійник Шевчук Поліщук Ткачук Савченко Бондар Марченко Руденко Мороз Лисенко Петренко Клименко Кравчук Павленко Савчук Кузьменко Гриценко Пономаренко Левченко Харченко Василенко",
                    "бал вер гор дяч єм жук зін кол лит мар нов ор пав руб сав тар хом чор шпак яр",
                    "енко чук ук ський ська ак ець ко ишин",
                    4000,
                    chance,
                )
            ),
            _capital(
                _tailed(
                    "Олена Андрій Оксана Сергій Наталія Олександр Ірина Володимир Тетяна Микола Юлія Іван Марія Василь Катерина Юрій Анна Михайло Світлана Дмитро Галина Петро Людмила Богдан Соломія Тарас Дарина Ярослав Христина Остап",
                    "бо вла зо лю ми",
                    "дана слав рина мир",
                    60,
                    chance,
                )
            ),
            0.6,
            ("380", 9),
            60,
        ),
        People(
            "SA",
            75,
            "Arab",
            "ar",
            _tailed(
                "القحطاني الغامدي العتيبي الشمري الحربي الزهراني الدوسري المطيري العنزي الشهري الأحمد الحسن المالكي السبيعي البلوي العمري الجهني الرشيد الخالد السالم العلي الصالح الفهد المنصور الهاشمي الحداد النجار الخياط المصري الشامي البغدادي الكويتي المغربي التونسي خوري حداد منصور سليمان يوسف إبراهيم محمود عبدالله حسين علي صالح نصر فرج قاسم حمدان زيدان رمضان شعبان العباس الطيب",
                "ال حم سل خل عم فر نص صب رش بد زك مر قر طل شه جب عز غن هل وه",
                "ان ي اني اوي يد ود ير ار ب ل دي مي سي",
                6000,
                chance,
            ),
            _tailed(
                "محمد أحمد علي فاطمة سارة نورة عبدالله عبدالعزيز عبدالرحمن خالد فهد سعد ريم هند منى مريم عائشة ليلى يوسف إبراهيم عمر حسن حسين سلطان ناصر بندر تركي مها لطيفة العنود جواهر هيفاء أمل سلمى زينب خديجة رانيا دانا لينا كريم طارق سامي رامي وليد ماجد زياد باسم عادل جمال كمال هشام مصطفى محمود",
                "را لي نا سا ما ها جو دا",
                "ن نا مي د لة يا ف",
                300,
                chance,
            ),
            0.75,
            ("966", 9),
            50,
        ),
        People(
            "IL",
            20,
            "Hebr",
            "he",
            _tailed(
                "כהן לוי מזרחי פרץ ביטון דהן אברהם פרידמן מלכה אזולאי כץ יוסף דוד עמר אוחיון חדד גבאי בן\u00a0דוד אדרי לוין טל קליין חן שפירא חזן משה אשכנזי אוחנה סגל גולן",
                "בר גול רוז לב שט וינ זיל מנד פל קר הר שו",
                "מן ברג שטיין סקי ביץ פלד ר ון ני",
                2500,
                chance,
            ),
            _tailed(
                "משה דוד יוסף אברהם יעקב יצחק שרה רחל לאה אסתר מרים חנה רבקה דניאל נועה מאיה תמר יעל מיכל שירה אורי איתי עומר נועם אריאל יונתן עידו רון גיל טל ענת אורית רונית דליה",
                "א ד ג מ ר ש נ",
                "ית ון יה אל נה לי",
                100,
                chance,
            ),
            0.75,
            ("972", 9),
            65,
        ),
        People(
            "GR",
            20,
            "Grek",
            "el",
            _capital(
                _tailed(
                    "Παπαδόπουλος Παπαδοπούλου Νικολάου Γεωργίου Οικονόμου Βασιλείου Ιωάννου Κωνσταντίνου Δημητρίου Παππάς Αγγελόπουλος Μακρής Αθανασίου Καραγιάννης Χριστοδούλου Αντωνίου Παναγιωτόπουλος Σταύρου Θεοδώρου Ιωαννίδης",
                    "καρα παπα χατζη γιαν δημ θεο κων λαμπ μανω νικ παν σταυ τσα φωτ χρη ανδρ βασ γρηγ ζαφ ηλι",
                    "όπουλος οπούλου ίδης ίδου άκης άκη έας ιάδης άτος ούσης",
                    5000,
                    chance,
                )
            ),
            _capital(
                _tailed(
                    "Γεώργιος Μαρία Ιωάννης Ελένη Δημήτριος Αικατερίνη Κωνσταντίνος Βασιλική Νικόλαος Σοφία Παναγιώτης Αγγελική Χρήστος Γεωργία Αθανάσιος Δήμητρα Μιχαήλ Ειρήνη Νίκη Άννα Σπυρίδων Παρασκευή Ευάγγελος Ιωάννα Αλέξανδρος Χριστίνα",
                    "αρτ ευ θε καλ φω",
                    "εμις γενία δωρα λιόπη τεινή",
                    40,
                    chance,
                )
            ),
            0.65,
            ("30", 10),
            60,
        ),
        People(
            "TH",
            30,
            "Thai",
            "th",
            _tailed(
                "ศรีสุข แซ่ลี้ แซ่ตั้ง สุขสวัสดิ์ ทองดี บุญมี จันทร์เพ็ญ ใจดี วงศ์สวัสดิ์ แสงทอง พรหมมา สายทอง รัตนกุล มณีรัตน์ ชัยชนะ เจริญสุข อินทร์แก้ว คำแก้ว ศรีวิไล บุญเรือง",
                "ศรี ทอง แก้ว บุญ วงศ์ สุข จันทร์ แสง พร รัตน ชัย เจริญ มณี กิตติ อุดม ประเสริฐ สม ธน ภูมิ สุวรรณ วิ อนันต์",
                "กุล สวัสดิ์ วงศ์ มี ดี ชัย พันธ์ วัฒน์ ศักดิ์ สกุล รัตน์ พงษ์",
                5000,
                chance,
            ),
            _tailed(
                "ณัฐชา สมชาย สมหญิง สุดา มาลี วันดี ประเสริฐ สมศักดิ์ วิชัย นิภา กนกวรรณ ปิยะ ธนพล พิมพ์ชนก ศิริพร อรทัย ชลธิชา ณัฐพล กิตติ วรรณา",
                "ณัฐ ธน พิมพ์ ศิริ กนก ชล วร ปิย สุ อร จิรา รัช",
                "พร วรรณ ชา พล ดา นันท์ ภา ลักษณ์ ชนก ธร",
                120,
                chance,
            ),
            0.5,
            ("66", 9),
            50,
        ),
    ]
