from organisation.models.postings import Post, Posting
from organisation.models.roles import Role, RoleGrant
from organisation.models.tree import Node, Window

__all__ = ["Node", "Post", "Posting", "Role", "RoleGrant", "Window"]
