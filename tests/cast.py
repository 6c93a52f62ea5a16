"""The people of every story, and the small organisation they work in."""

from dataclasses import dataclass

from foundation.models import User
from organisation.models import Node, Post, Posting, Role, Window
from organisation.services.grant_role import grant_role

PASSWORD = "Learning-to-serve-9"


@dataclass
class Cast:
    """A district with two halls. Everyone works in 云水 but the stranger, who works in 石桥."""

    district: Node
    hall: Node
    other_hall: Node
    window: Window
    learner: User
    cover: User
    trainer: User
    reviewer: User
    officer: User
    officer_b: User
    manager: User
    auditor: User
    stranger: User
    stranger_trainer: User
    admin: User

    def everyone(self) -> dict[str, User]:
        return {name: value for name, value in vars(self).items() if isinstance(value, User)}


def make_person(username: str, name: str, node: Node, *roles: str, at: Node | None = None, **posting) -> User:
    """A person posted at `node`, holding `roles` there (or at `at`)."""
    person = User.objects.create_user(username=username, password=PASSWORD, name=name)
    Posting.objects.create(person=person, node=node, **posting)
    for role in roles:
        grant_role(person=person, role=role, node=at or node, by=None)
    return person


def make_cast() -> Cast:
    district = Node.add_root(code="T-LJ", name="临江区", kind=Node.Kind.REGION)
    hall = district.add_child(code="T-YS", name="云水大厅", kind=Node.Kind.HALL)
    other = district.add_child(code="T-SQ", name="石桥大厅", kind=Node.Kind.HALL)
    district, hall, other = (Node.objects.get(pk=node.pk) for node in (district, hall, other))
    window = Window.objects.create(hall=hall, code="T-YS-01", name="综合窗口 1 号")
    post = Post.objects.create(name="综合")
    work = {"window": window, "post": post}
    return Cast(
        district=district,
        hall=hall,
        other_hall=other,
        window=window,
        learner=make_person("t1001", "何晓岚", hall, Role.STAFF, **work),
        cover=make_person("t1002", "梁雨桐", hall, Role.STAFF, **work),
        trainer=make_person("t1003", "顾则远", hall, Role.TRAINER),
        reviewer=make_person("t1004", "谭静姝", hall, Role.REVIEWER, Role.MARKER),
        officer=make_person("t1005", "程砚立", hall, Role.EXAM_OFFICER),
        officer_b=make_person("t1006", "马骁然", hall, Role.EXAM_OFFICER),
        manager=make_person("t1007", "宋嘉茵", district, Role.MANAGER),
        auditor=make_person("t1008", "许静远", district, Role.AUDITOR),
        stranger=make_person("t2001", "沈𬭎", other, Role.STAFF),
        stranger_trainer=make_person("t2002", "上官雨禾", other, Role.TRAINER, Role.REVIEWER, Role.EXAM_OFFICER),
        admin=make_person("t9001", "系统管理员", district, Role.ADMINISTRATOR),
    )
