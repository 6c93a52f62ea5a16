"""Facts that drills announce."""

from foundation.facts import Fact

# A run came to its ending. run_id: int, person_id: int, scenario_key: str.
run_finished = Fact("drills.run_finished", ("run_id", "person_id", "scenario_key"))
