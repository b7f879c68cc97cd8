"""The words of the pages that explain, in both languages: headings with their paragraphs."""

from collections.abc import Mapping

from rolegraph.findings import Text

Paragraphs = tuple[Text, ...]

_ABOUT = (
    (
        Text("このサイト", "This site"),
        (
            Text(
                "市区町村の産業振興計画に書かれた主体、役割、責務、施策を、根拠の箇所とともに収めた知識グラフです。",
                "A knowledge graph of the actors, roles, duties and measures in industrial-promotion plans of Japanese "
                "municipalities, each with the passage that states it.",
            ),
        ),
    ),
    (
        Text("欄の五つの状態", "Five states of a cell"),
        (
            Text(
                "比較の欄は空白になりません。記載あり、対象外と明記、記載なし、未入力、該当せずのいずれかです。"
                "「記載なし」は、その観点を全部読んだうえで書かれていなかったことを意味します。",
                "A cell of a comparison is never blank: stated, excluded, not found, not coded or not applicable. “Not found” "
                "means that this aspect was read in full and nothing was there.",
            ),
        ),
    ),
    (
        Text("データとして使う", "Use it as data"),
        (
            Text(
                "すべての識別子にページと機械可読な写し(Turtle、JSON-LD、N-Triples、RDF/XML、JSON)があります。"
                "SPARQL でも問い合わせられます。",
                "Every identifier has a page and machine-readable twins (Turtle, JSON-LD, N-Triples, RDF/XML, JSON), and "
                "everything can be asked in SPARQL.",
            ),
        ),
    ),
)
_METHOD = (
    (
        Text("事実と判断を分ける", "Facts and judgements apart"),
        (
            Text(
                "計画が述べることは事実として、主題などの分類は判断として、別々のファイルと名前付きグラフに置きます。"
                "判断は二人が別々に行い、一致の度合い(クリッペンドルフのα)を公表し、食い違いを裁定します。",
                "What a plan says is recorded as fact; classifications such as themes are judgements, kept in files and named "
                "graphs of their own. Two coders judge independently, their agreement (Krippendorff's α) is published, and "
                "differences are adjudicated.",
            ),
        ),
    ),
    (
        Text("読めないものは読めないと書く", "What cannot be read is said to be so"),
        (
            Text(
                "失われた題名や読めない年度を推測で補うことはしません。読み取りの状態を値として記録します。",
                "A lost title or an unreadable year is never filled in by guess; how far it could be read is itself recorded.",
            ),
        ),
    ),
    (
        Text("根拠を本文なしで確かめる", "Evidence without copying text"),
        (
            Text(
                "箇所は、節の番号と、正規化した文のダイジェスト、目印で指します。手元の文書があれば次のコマンドで探せます。",
                "A passage is a section path, a digest of its normalised text and a few anchors. With your own copy of the "
                "document this command finds it:",
            ),
            Text(
                "$ rolegraph locate --sources DIR --show", "$ rolegraph locate --sources DIR --show"
            ),
        ),
    ),
)
_RIGHTS = (
    (
        Text("データ", "Data"),
        (
            Text(
                "語彙、データ、規則、質問は CC BY 4.0 で使えます。",
                "Vocabulary, data, rules and questions may be used under CC BY 4.0.",
            ),
        ),
    ),
    (
        Text("プログラム", "Program"),
        (
            Text(
                "プログラムは Apache License 2.0 です。",
                "The program is under the Apache License 2.0.",
            ),
        ),
    ),
    (
        Text("出典の文書", "Source documents"),
        (
            Text(
                "計画などの文書の権利はそれぞれの発行者に属します。その文章はこのサイトにもデータにも含まれていません。",
                "The source documents belong to their publishers. Their text is neither on this site nor in the data.",
            ),
        ),
    ),
    (
        Text("記録しないこと", "What is not recorded"),
        (
            Text(
                "個人の名前は記録しません。訪問者の追跡も行いません。",
                "No persons are named, and visitors are not tracked.",
            ),
        ),
    ),
)
_CITE = (
    (
        Text("このデータを引用する", "Cite the data"),
        (
            Text(
                "データの名称「rolegraph」、版、識別子 https://w3id.org/rolegraph/ を記してください。",
                "Name the data set (“rolegraph”), its version and its identifier https://w3id.org/rolegraph/.",
            ),
        ),
    ),
    (
        Text("一つの事実を引用する", "Cite one fact"),
        (
            Text(
                "各ページの下にある識別子と、記載箇所(出典の文書と節)を併せて記してください。",
                "Give the identifier at the foot of its page together with the passage: source document and section.",
            ),
        ),
    ),
)
PROSE: Mapping[str, tuple[tuple[Text, Paragraphs], ...]] = {
    "about": _ABOUT,
    "method": _METHOD,
    "rights": _RIGHTS,
    "cite": _CITE,
}

QUESTION_GROUPS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (
        Text("誰に何が求められているか", "Who is asked to do what"),
        (
            "duties-by-kind", "duties-by-actor", "duties-of-kind", "activities-by-kind", "duties-with-counterpart",
            "counterparts-without-duties", "self-or-asked", "promise-practice", "modality-profile", "modality-tie",
        ),
    ),
    (
        Text("誰が担い、誰が集まるか", "Who plays which part, who meets"),
        (
            "who-plays-role", "actors-by-edition", "bodies", "body-members", "body-functions", "steering-cycle",
            "hub-lineage",
        ),
    ),
    (
        Text("どの施策によって", "By which measures"),
        (
            "plan-tree", "leading-projects", "status-by-policy", "schedules", "schemes-used", "relistings",
            "elements-exploring", "names-over-time",
        ),
    ),
    (
        Text("主題・課題・メモとの対応", "Themes, challenges and the memo"),
        (
            "theme-coverage", "themes-only-one", "instruments-by-theme", "coded-elements", "challenges-addressed",
            "planning-points-met", "catalogue-coverage", "memo-catalogue", "local-industries",
        ),
    ),
    (
        Text("どこに書いてあるか、どこまで確かか", "Where it is written, and how sure it is"),
        (
            "evidence-of", "shared-wording", "glossary-terms", "coverage", "doubtful-facts", "excluded-elements",
            "coding-agreement", "disputed-codings",
        ),
    ),
)  # fmt: skip
"""Questions under headings; one that stands under none is listed after them."""
