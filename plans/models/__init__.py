from plans.models.assignments import Assignment
from plans.models.classes import Attendance, TrainingClass
from plans.models.plans import PlanStep, TrainingPlan

__all__ = ["Assignment", "Attendance", "PlanStep", "TrainingClass", "TrainingPlan"]
