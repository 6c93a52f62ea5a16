"""Reading and writing files of questions. Nothing here imports Django: the readers run in a small sandboxed process.

A reader module has `read(data: bytes, options: dict) -> Parsed`, a writer module `write(questions) -> Written`.
`sandbox.parse` is how the site calls a reader; only tests call readers in their own process.
"""

READERS = {
    "xlsx": "question_bank.formats.xlsx_reader",
    "docx": "question_bank.formats.docx_reader",
    "text": "question_bank.formats.text_reader",
    "gift": "question_bank.formats.gift_reader",
    "moodle-xml": "question_bank.formats.moodle_reader",
    "jsonl": "question_bank.formats.jsonl_reader",
}
WRITERS = {
    "xlsx": "question_bank.formats.xlsx_writer",
    "gift": "question_bank.formats.gift_writer",
    "moodle-xml": "question_bank.formats.moodle_writer",
    "jsonl": "question_bank.formats.jsonl_writer",
}
SUFFIXES = {"xlsx": ".xlsx", "gift": ".gift", "moodle-xml": ".xml", "jsonl": ".jsonl"}
