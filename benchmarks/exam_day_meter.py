"""CPU of the processes that answer, and statistics that hold on a machine with other work to do.

What is compared is measured in the same rounds, a minute at most apart; a figure is the median over the rounds of the
ratio within a round, with its quartiles, so that neither a slow minute nor one stalled request decides.
"""

import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

CONNECTED = b"127.0.0.1("  # stands in the title of a PostgreSQL process that serves a connection


def cpu_of(pid: int) -> int:
    """Nanoseconds of CPU that the process' threads have used; 0 if it is gone."""
    total = 0
    for thread in Path(f"/proc/{pid}/task").glob("*"):
        with contextlib.suppress(OSError):
            total += int((thread / "schedstat").read_text().split()[0])
    return total


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Meter:
    """CPU of a site's workers and of the database processes that serve connections. Autovacuum and checkpoints, which
    come when they come, are not counted; neither is the client."""

    def __init__(self, site, data_directory: str) -> None:
        self.site = site
        self.postmaster = int(Path(data_directory, "postmaster.pid").read_text().split()[0])

    def read(self) -> dict[int, int]:
        return {pid: cpu_of(pid) for pid in [*self.site.workers(), *filter(_serves, children(self.postmaster))]}

    def since(self, before: dict[int, int]) -> float:
        """Milliseconds of CPU since the reading `before`."""
        return sum(now - before.get(pid, 0) for pid, now in self.read().items()) / 1e6


def _serves(pid: int) -> bool:
    try:
        return CONNECTED in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


@dataclass
class Rounds:
    """One step of one hall over the rounds: CPU ms per request of the step and of the minimal saves around it, and the
    seconds of each request."""

    cpu: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        """The step's cost in minimal saves, by round."""
        return [ours / bare for ours, bare in zip(self.cpu, self.bare)]


def spread(values: list[float]) -> str:
    """Median and quartiles: 0.81 [0.78-0.86]."""
    low, middle, high = quantiles(values, n=4)
    return f"{middle:.2f} [{low:.2f}-{high:.2f}]"


def percentile(times: list[float], percent: int) -> float:
    return quantiles(times, n=100)[percent - 1]


def row(title: str, rounds: Rounds) -> None:
    print(
        f"{title:34} {len(rounds.times):6} {median(rounds.cpu):8.2f}  {spread(rounds.ratios):>18} "
        f"{percentile(rounds.times, 50) * 1000:8.1f} {percentile(rounds.times, 99) * 1000:8.1f}",
        flush=True,
    )


def verdict(what: str, values: list[float], most: float, least: float = 0) -> None:
    """Say the figure, its limit, and whether it is kept."""
    kept = least <= median(values) <= most
    asked = f"{least:.2f} to {most:.2f}" if least else f"at most {most:.2f}"
    print(f"{what:58} {spread(values):>18}  asked {asked}: {'met' if kept else 'NOT MET'}", flush=True)
