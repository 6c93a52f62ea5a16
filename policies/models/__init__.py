from policies.models.acknowledgements import Acknowledgement, PolicyReading
from policies.models.pages import PolicyIndexPage, PolicyPage
from policies.models.review import PolicyReviewTask
from policies.models.versions import PolicyVersion

__all__ = ["Acknowledgement", "PolicyIndexPage", "PolicyPage", "PolicyReading", "PolicyReviewTask", "PolicyVersion"]
