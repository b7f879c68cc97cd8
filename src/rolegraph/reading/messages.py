"""The words for every fault that reading finds; each says what to do."""

from rolegraph.findings import Text

MESSAGES: dict[str, Text] = {
    "unreadable-file": Text(
        "ファイルを読めません({value})。場所と権限を確かめてください",
        "cannot read the file ({value}); check that it exists and may be read",
    ),
    "bad-encoding": Text(
        "UTF-8 として読めません({value})。UTF-8 で保存し直してください",
        "not UTF-8 ({value}); save the file as UTF-8",
    ),
    "yaml-syntax": Text(
        "YAML の書式の誤り: {value}。字下げ・コロン・引用符を確かめてください",
        "YAML syntax: {value}; check indentation, colons and quotes",
    ),
    "yaml-alias": Text(
        "YAML の別名(* や &)は使えません。値を書き下してください",
        "YAML anchors and aliases are not accepted; write the value out",
    ),
    "too-deep": Text(
        "入れ子が深すぎます。構造を確かめてください", "nested too deeply; check the structure"
    ),
    "full-width-colon": Text(
        "全角のコロン「:」があります。半角の「: 」に直してください",
        "full-width colon after a key; write ': '",
    ),
    "full-width-indent": Text(
        "字下げに全角の空白があります。半角の空白に直してください",
        "full-width space in the indentation; use plain spaces",
    ),
    "duplicate-key": Text(
        "キー「{value}」が二度書かれています。一つにまとめてください",
        "key '{value}' is written twice; keep one",
    ),
    "not-a-mapping": Text("「キー: 値」の並びが必要です", "needs 'key: value' lines here"),
    "not-a-list": Text(
        "一覧([a, b] または「- 」の行)が必要です", "needs a list: [a, b] or lines with '- '"
    ),
    "not-text": Text("文字列が必要です", "needs a text"),
    "unknown-key": Text("知らないキー「{value}」です。{remedy}", "unknown key '{value}'; {remedy}"),
    "missing-key": Text(
        "キー「{value}」がありません。書き加えてください", "key '{value}' is missing; add it"
    ),
    "empty-value": Text(
        "値が空です。値を書くか、キーごと消してください",
        "empty value; write one or leave the key out",
    ),
    "full-width-digits": Text(
        "全角の数字「{value}」です。半角で書いてください",
        "full-width digits '{value}'; write plain digits",
    ),
    "not-a-number": Text(
        "「{value}」は数ではありません。半角の数字だけで書いてください",
        "'{value}' is not a whole number; write digits only",
    ),
    "not-a-year": Text(
        "「{value}」は西暦4桁の年度ではありません(例: 2018)",
        "'{value}' is not a fiscal year of four digits (such as 2018)",
    ),
    "not-a-share": Text(
        "「{value}」は 0 から 1 までの数ではありません(例: 0.8)",
        "'{value}' is not a number from 0 to 1 (such as 0.8)",
    ),
    "not-true-or-false": Text(
        "「{value}」ではなく true か false と書いてください",
        "write true or false instead of '{value}'",
    ),
    "not-a-slug": Text(
        "「{value}」は識別子に使えません。半角小文字・数字・ハイフンで書いてください",
        "'{value}' is no identifier; use lower-case letters, digits and hyphens",
    ),
    "not-a-reference": Text(
        "「{value}」は参照の形ではありません。識別子か org/識別子 と書いてください",
        "'{value}' is no reference; write an identifier or org/identifier",
    ),
    "not-a-target": Text(
        "「{value}」は判定の対象の形ではありません(例: 13203-plan/i-1-1)",
        "'{value}' is no target of a coding (such as 13203-plan/i-1-1)",
    ),
    "unknown-target": Text(
        "対象「{value}」がありません。{remedy}", "no target '{value}'; {remedy}"
    ),
    "not-a-section": Text(
        "「{value}」は節の番号の形ではありません(例: 4-1/1/b3)",
        "'{value}' is no section path (such as 4-1/1/b3)",
    ),
    "not-a-date": Text(
        "「{value}」は日付の形ではありません(例: 2018、2018-01、2018-01-31)",
        "'{value}' is no date (such as 2018, 2018-01 or 2018-01-31)",
    ),
    "not-an-area-code": Text(
        "「{value}」は市区町村コードではありません。5桁を、YAML では引用符で囲み、"
        'Excel では文字列として書いてください(例: "01202")',
        "'{value}' is no area code; write its digits, quoted (\"01202\"), as text in Excel",
    ),
    "too-few": Text("少なくとも一つ必要です", "needs at least one"),
    "too-many": Text("多すぎます。三つまでにしてください", "too many; keep at most three"),
    "invalid-value": Text("値が正しくありません: {value}", "invalid value: {value}"),
    "duplicate-id": Text(
        "識別子「{value}」が二度使われています。どちらかを変えてください",
        "identifier '{value}' is used twice; change one",
    ),
    "dangling-reference": Text(
        "「{value}」はこのファイルにありません。{remedy}",
        "nothing here is named '{value}'; {remedy}",
    ),
    "doubt-of-unknown-key": Text(
        "疑いのあるキー「{value}」がこの記録にありません。{remedy}",
        "doubts: names '{value}', which is no key of this record with a value; {remedy}",
    ),
    "unknown-organization": Text(
        "「{value}」は data/actors.yaml にありません。{remedy}",
        "no organisation '{value}' in data/actors.yaml; {remedy}",
    ),
    "unlisted-organization": Text(
        "団体「{value}」が organizations: にありません。名前が出る箇所とともに書き加えてください",
        "organisation '{value}' is not under organizations:; add it with its passages",
    ),
    "unknown-municipality": Text(
        "「{value}」は data/municipalities.csv にありません。{remedy}",
        "no municipality '{value}' in data/municipalities.csv; {remedy}",
    ),
    "unknown-source": Text(
        "「{value}」は data/sources.yaml にありません。{remedy}",
        "no source '{value}' in data/sources.yaml; {remedy}",
    ),
    "unknown-passage": Text(
        "箇所「{value}」は {path} にありません。{remedy}。新しい箇所は rolegraph cite で作ります",
        "no passage '{value}' in {path}; {remedy}; make a new one with rolegraph cite",
    ),
    "plan-titles-differ": Text(
        "同じ計画「{value}」の名称が版によって違います。揃えてください",
        "editions of plan '{value}' give it different titles; agree on one",
    ),
    "file-name": Text(
        "ファイル名「{value}」は識別子の形ではありません(例: 11208-vision-2018.yaml)",
        "file name '{value}' is no identifier (such as 11208-vision-2018.yaml)",
    ),
    "csv-columns": Text("列「{value}」: {remedy}", "column '{value}': {remedy}"),
    "csv-syntax": Text("CSV の書式の誤り: {value}", "CSV syntax: {value}"),
    "workbook-unreadable": Text(
        "Excel ブックとして開けません({value})。Excel で開き、.xlsx で保存し直してください",
        "cannot be opened as a workbook ({value}); open it in Excel and save it again as .xlsx",
    ),
    "workbook-locked": Text(
        "パスワードで保護されています。保護を外して保存したものを調べてください",
        "protected by a password; save a copy without it and check that",
    ),
    "workbook-old": Text(
        "この形式の表は読めません(.xls など)。「Excel ブック (.xlsx)」で保存し直してください",
        "a spreadsheet in a format that is not read (such as .xls); save it as .xlsx",
    ),
    "workbook-macros": Text(
        "マクロが入っています。マクロなしの「Excel ブック (.xlsx)」で保存し直してください",
        "contains macros; save it as .xlsx without macros",
    ),
    "workbook-too-large": Text(
        "ブックが大きすぎます(展開して {value})。余分なシートや行の書式を消すか、分けてください",
        "the workbook is too large ({value} unpacked); clear surplus rows and formats, or split it",
    ),
    "sheet-too-large": Text(
        "シートの範囲がここまで広がっています。データの右と下の空の列と行を削除してください",
        "the sheet extends to here; delete the empty rows and columns beyond the data",
    ),
    "sheet-hidden": Text(
        "シート「{value}」が隠れています。表示してください。使わないなら消してください",
        "the sheet '{value}' is hidden; show it, or delete it when it is not used",
    ),
    "sheet-unknown": Text(
        "知らないシート「{value}」です。{remedy}。控えのシートなら名前を # で始めてください",
        "unknown sheet '{value}'; {remedy}; begin its name with # when it is a note",
    ),
    "sheet-missing": Text(
        "シート「edition」(計画)、「memo」(メモ)、「codings」(判定)のどれもありません。"
        "rolegraph schema plan --format xlsx で雛形が作れます",
        "no sheet 'edition' (a plan), 'memo' or 'codings'; "
        "rolegraph schema plan --format xlsx makes a workbook to start from",
    ),
    "heading-pair": Text(
        "見出しに「key」と「value」が必要です", "needs the headings 'key' and 'value'"
    ),
    "heading-missing": Text(
        "見出しがないまま値({value})があります。見出しを書くか、値を消してください",
        "no heading here, but a value ({value}); write a heading or clear the value",
    ),
    "heading-divided": Text(
        "「{value}」は一つの欄に書けません。{remedy}",
        "'{value}' needs more than one cell; {remedy}",
    ),
    "cell-merged": Text(
        "セルが結合されています({value})。結合を解き、それぞれの行に書いてください",
        "merged cells ({value}); unmerge them and fill in each row",
    ),
    "cell-formula": Text(
        "数式です({value})。「値の貼り付け」で値にしてください",
        "a formula ({value}); paste its value instead",
    ),
    "cell-error": Text(
        "エラー値 {value} です。値を書いてください", "the error {value}; write a value"
    ),
    "cell-date": Text(
        "Excel が日付({value})に変えています。表示形式を「文字列」にして書き直してください"
        "(例: 2018-01、4-1/1/b3)",
        "Excel made this a date ({value}); format the cell as text and type it again "
        "(such as 2018-01 or 4-1/1/b3)",
    ),
    "cell-fraction": Text(
        "Excel が数({value})に変えています。1.10 は 1.1 になります。"
        "表示形式を「文字列」にして書き直してください",
        "Excel made this a number ({value}), and 1.10 becomes 1.1; "
        "format the cell as text and type it again",
    ),
    "empty-workspace": Text(
        "計画が一つもありません。data/plans/ に YAML ファイルを置いてください",
        "no plan here; put a YAML file into data/plans/",
    ),
}
