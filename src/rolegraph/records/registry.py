"""What all editions share: municipalities, organisations, source documents, passage pointers."""

from collections.abc import Mapping
from typing import Annotated, NamedTuple

from rolegraph.records.base import (
    AreaCode,
    AreaCode6,
    Bilingual,
    Date,
    Doubts,
    Filled,
    Identifier,
    Key,
    Label,
    Number,
    Part,
    Record,
    Section,
    Slug,
)


class Municipality(Record):
    """A row of `data/municipalities.csv`."""

    code: Annotated[
        AreaCode, Key("code", "全国地方公共団体コード(5桁)", "area code, 5 digits", "11208")
    ]
    code6: Annotated[
        AreaCode6, Key("code6", "検査数字を含む6桁コード", "area code with check digit", "112089")
    ]
    name_ja: Annotated[Filled, Key("", "名称", "name in Japanese", "所沢市")]
    name_en: Annotated[Filled, Key("", "英語名", "name in English", "Tokorozawa City")]
    prefecture_ja: Annotated[Filled, Key("", "都道府県", "prefecture in Japanese", "埼玉県")]
    prefecture_en: Annotated[Filled, Key("", "都道府県(英語)", "prefecture in English", "Saitama")]
    kind: Annotated[Filled, Key("", "市・特別区などの区分", "kind of municipality", "city")]


class Organization(Part):
    """An entry of `data/actors.yaml`: a concrete organisation that the sources name."""

    CLASS, SEGMENT = "Organization", "organization"
    id: Identifier
    name: Label
    kind: Annotated[
        Slug,
        Key("actorKind", "主体の種類", "kind of actor", "chamber-of-commerce", scheme="actor-kind"),
    ]
    municipality: Annotated[
        AreaCode | None,
        Key("locatedIn", "所在する市区町村(5桁コード)", "municipality, 5-digit code", '"11208"'),
    ] = None
    aliases: Annotated[
        tuple[Bilingual, ...],
        Key("skos:altLabel", "別名", "other names", "[{ja: 商工会議所, en: the chamber}]"),
    ] = ()


class Organizations(Record):
    """The file `data/actors.yaml`."""

    organizations: Annotated[tuple[Organization, ...], Key("", "団体", "organisations")]


class Source(Part):
    """An entry of `data/sources.yaml`: a document and the rights in it."""

    CLASS, SEGMENT = "SourceDocument", "source"
    id: Identifier
    title: Label
    publisher: Annotated[
        Bilingual, Key("dct:publisher", "発行者", "publisher", "{ja: 所沢市, en: Tokorozawa City}")
    ]
    date: Annotated[Date | None, Key("dct:issued", "発行年月", "date of issue", "2018-01")] = None
    publication: Annotated[
        Bilingual,
        Key(
            "dct:bibliographicCitation",
            "もとの刊行物",
            "the publication it is taken from",
            "{ja: ビジョン概要版, en: leaflet}",
        ),
    ]
    rights: Annotated[
        Bilingual,
        Key(
            "dct:rights",
            "権利の扱い",
            "rights in the document",
            "{ja: 発行者に帰属, en: remain with the publisher}",
        ),
    ]
    file: Annotated[
        Filled,
        Key(
            "",
            "抽出テキストのファイル名",
            "file name of the text extraction",
            "tokorozawa-vision-ch4.txt",
        ),
    ]
    sha256: Annotated[
        Filled, Key("sha256", "抽出テキストの SHA-256", "SHA-256 of the extraction", "9f86…")
    ]
    doubts: Doubts = {}


class Sources(Record):
    """The file `data/sources.yaml`."""

    sources: Annotated[tuple[Source, ...], Key("", "出典", "source documents")]


class PassageRow(Record):
    """A row of `data/passages/<source>.csv`, written by `rolegraph cite`, never by hand."""

    section: Annotated[Section, Key("section", "節の番号", "section path", "4-1/4/b1")]
    page: Annotated[Number | None, Key("page", "頁", "page", "40")] = None
    position: Annotated[
        Filled, Key("", "抽出テキストでの位置", "position in the extraction", "16#2")
    ]
    length: Annotated[Number, Key("length", "正規化後の文字数", "normalised length", "58")]
    occurrence: Annotated[Number, Key("occurrence", "何番目の出現か", "which occurrence", "1")]
    occurrences: Annotated[Number, Key("", "出現の総数", "how many occurrences", "1")]
    digest: Annotated[Filled, Key("digest", "rg-skel-1 ダイジェスト", "rg-skel-1 digest", "9f86…")]
    anchors: Annotated[Filled, Key("anchor", "五つの目印", "the five anchors", "0:1a2b3c4d 12:…")]


class Registry(NamedTuple):
    """What all editions refer to, by identifier; passages by source and section."""

    municipalities: Mapping[str, Municipality]
    organizations: Mapping[str, Organization]
    sources: Mapping[str, Source]
    passages: Mapping[str, Mapping[str, PassageRow]]
