"""What a policy is made of: its body and its table of clauses."""

from policies.blocks.body import PolicyBody
from policies.blocks.clause_change import ClauseChangeBlock, ClauseChanges

__all__ = ["ClauseChangeBlock", "ClauseChanges", "PolicyBody"]
