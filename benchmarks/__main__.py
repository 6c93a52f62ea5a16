"""`make bench`: every benchmark in a process of its own."""

import subprocess
import sys

TARGETS = ("exam_day", "certificates", "question_bank", "managers", "pages", "lookup")


def main() -> int:
    """The worst exit status."""
    return max(subprocess.run([sys.executable, "-m", f"benchmarks.{target}"]).returncode for target in TARGETS)


if __name__ == "__main__":
    sys.exit(main())
