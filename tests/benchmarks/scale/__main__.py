"""make bench-scale: 1 to 1,000 workers against one quota; deploy/README.md quotes the table."""

from __future__ import annotations

from tests.benchmarks.scale import measured
from tests.benchmarks.scale.fleet import Case, simulate

MACHINES = (1, 10, 100, 1000)
HOWS = ("divided", "service", "found out")
BLOCK_SAMPLES = 512  # BlockLimits
JOURNAL_S = 5.0  # seconds between two puts of the journal of a process: design, section 3


def main() -> None:
    """Measures, simulates, prints."""
    cpu_s = measured.cpu_s_of_a_call()
    print(f"CPU of a call, read to commit, one sample a request: {1000 * cpu_s:.1f} ms")
    requests = measured.store_requests_of_a_block()
    shown = ", ".join(f"{count:.1f} {method}" for method, count in sorted(requests.items()))
    print(f"requests to the store for a block, cut to sweep: {shown}")
    print()
    print("One quota of 6,000 requests a minute, answers after 1 s, 5 minutes of work, workers")
    print("that come up over half a minute. Puts: parts, start marks and journals of all workers.")
    print()
    print("| workers | quota | 90 % after | share then | share in all | wasted | puts/s |")
    print("|---|---|---|---|---|---|---|")
    for machines in MACHINES:
        for how in HOWS:
            case = Case(machines, how, cpu_s=cpu_s)
            came = simulate(case)
            a_second = len(came.answered_at) / max(came.answered_at)
            puts = a_second / BLOCK_SAMPLES * requests.get("POST", 0) + machines / JOURNAL_S
            print(
                f"| {machines:,} | {how} | {came.converged_s(case):.0f} s "
                f"| {came.steady_share(case):.0%} | {came.share(case):.0%} "
                f"| {came.waste():.1%} | {puts:.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
