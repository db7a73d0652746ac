"""``suixing exchange export``: the evidence about a case's messages as one file that a third party can check."""

import argparse
from datetime import datetime
from pathlib import Path

from suixing.config.commands.intake import BEIJING, OFFICER
from suixing.config.commands.sealing import seal_journal
from suixing.config.session import node_session
from suixing.kernel.errors import Refusal, Sentence

WRITTEN = Sentence(
    "凭证已写入 {path}；核验方法见其中的 VERIFY.txt。",
    "The evidence was written to {path}; VERIFY.txt inside says how it is checked.",
)
NOT_WRITTEN = Sentence("{path} 无法写入；没有生成文件。", "{path} cannot be written; no file was made.")


def add_verb(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``export``."""
    export = verbs.add_parser("export", help="送达凭证文件 the evidence of one case as a file")
    export.add_argument("case", metavar="CASE", help="办件编号 its number, such as 7K3P-92QD, or its id")
    export.add_argument("--office", default="", metavar="CODE", help="哪个机构的 whose copy")
    export.add_argument("--out", type=Path, required=True, metavar="FILE", help="写入 .zip 文件 the zip to write")
    export.set_defaults(run=_export)


def _export(chosen: argparse.Namespace) -> int:
    with node_session():
        from suixing.journeys.cases.proving import case_named, evidence_of  # noqa: PLC0415 - only after setup

        case, office = case_named(chosen.case, office=chosen.office)
        now = datetime.now(BEIJING)
        made = evidence_of(case=case, office=office, by=OFFICER, now=now)
        seal_journal(now=now)
    try:
        chosen.out.write_bytes(made)
    except OSError:
        raise Refusal(NOT_WRITTEN.format(path=chosen.out)) from None
    said = WRITTEN.format(path=chosen.out)
    print(f"{said.zh}\n  {said.en}")
    return 0
