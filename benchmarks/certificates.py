"""CPU time of one signed certificate, beside a bare typst compile of the same sheet in the same run.

`python -m benchmarks.certificates` needs no service: drawing, signing and verifying touch no database.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROUNDS = 30
BUDGET_MS = 100


def cpu_ms(deed: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median CPU milliseconds of `deed`, after one warming call."""
    deed()
    took = []
    for _ in range(rounds):
        begun = time.process_time()
        deed()
        took.append((time.process_time() - begun) * 1000)
    return statistics.median(took)


def measure() -> dict[str, float]:
    """Milliseconds by what was done."""
    import typst

    from certificates.documents.render import Face, render
    from certificates.rules.codes import grouped, new_code
    from certificates.signing.keys import KeyRing
    from certificates.signing.pdf import sign_pdf, verify_pdf

    code = new_code()
    face = Face(
        title="上岗培训合格证明", title_en="Certificate of Window-Post Training", issuer="江城市临江区政务服务中心",
        number="WINDOW-POST-2026-000317", code=code, award="317", name="何晓岚", staff_number="LJ2001",
        body="于 2026 年 11 月 18 日完成“综合窗口岗位”，理论考核 86 分、模拟演练 84 分，均达到合格要求，准予上岗。",
        facts=[("证书编号", "WINDOW-POST-2026-000317"), ("有效期至", "2028 年 11 月 20 日")], items="",
        notice="本证明为单位内部岗位培训合格证明，不是国家职业技能等级证书。", issued_on="2026 年 11 月 20 日",
        verify_url=f"http://127.0.0.1:8000/certificates/verify/{code}/", code_lines=grouped(code).split("-"),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "bare.typ"
        source.write_text(
            '#set page(paper: "a4", flipped: true)\n= Certificate\nNobody in particular.', encoding="utf-8"
        )
        bare = typst.Compiler(input=str(source), ignore_system_fonts=True)
        ring = KeyRing(Path(folder) / "ring")
        now = datetime.now(UTC)
        drawn = render(face, now)
        signed, _kid = sign_pdf(drawn, ring, reason="benchmark")
        public = ring.public()
        return {
            "bare typst compile, one line": cpu_ms(lambda: bare.compile(format="pdf")),
            "drawn certificate, PDF/A-2u with QR": cpu_ms(lambda: render(face, now)),
            "signature alone (PAdES, P-256)": cpu_ms(lambda: sign_pdf(drawn, ring, reason="benchmark")),
            "drawn and signed": cpu_ms(lambda: sign_pdf(render(face, now), ring, reason="benchmark")),
            "verified with public keys": cpu_ms(lambda: verify_pdf(signed, public)),
        }


def main() -> None:
    """Print the figures and whether a signed certificate keeps to its budget."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training_site.settings.test")
    import django

    django.setup()
    print("certificates: median CPU ms of", ROUNDS)
    found = measure()
    for name, milliseconds in found.items():
        print(f"  {name:<40}{milliseconds:8.1f}")
    print(f"  budget for drawn and signed: about {BUDGET_MS} ms")


if __name__ == "__main__":
    main()
