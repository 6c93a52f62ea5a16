from organisation.models.postings import Post, Posting
from organisation.models.roles import Role, RoleGrant
from organisation.models.sign_in import PasswordRecord, SignInTally
from organisation.models.tree import Node, Window

__all__ = ["Node", "PasswordRecord", "Post", "Posting", "Role", "RoleGrant", "SignInTally", "Window"]
