"""Facts that the question bank announces."""

from foundation.facts import Fact

# A person passed a check. check_id, person_id, result_id: int.
check_passed = Fact("question_bank.check_passed", ("check_id", "person_id", "result_id"))

# A question got a new version in force. question_id, version_id: int.
question_approved = Fact("question_bank.question_approved", ("question_id", "version_id"))

# A question was taken out of use. question_id: int.
question_retired = Fact("question_bank.question_retired", ("question_id",))
