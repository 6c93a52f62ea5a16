from drills.models.releases import AssessedRelease
from drills.models.runs import Decision, Run
from drills.models.scenarios import Scenario, ScenarioVersion

__all__ = ["AssessedRelease", "Decision", "Run", "Scenario", "ScenarioVersion"]
