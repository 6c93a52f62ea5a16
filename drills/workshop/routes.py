"""The ways on of a choice or scene as rows of selects: conditions first, "otherwise" last."""

from drills.rules.state import routes_of
from drills.workshop.forms import OtherwiseForm, RouteForm

BLANK_ROWS = 1


class RouteRows:
    """The rows of one `next`. A condition of several parts cannot be shown as selects; such a route is kept as it is."""

    def __init__(self, data, *, case: dict, following: str | list[dict], prefix: str):
        routes = routes_of(following)
        self.kept = [route for route in routes[:-1] if len(route.get("when", {})) != 1]
        shown = [_initial(route) for route in routes[:-1] if len(route.get("when", {})) == 1]
        self.rows = [
            RouteForm(data, case=case, prefix=f"{prefix}-{number}", initial=one)
            for number, one in enumerate([*shown, *({} for _ in range(BLANK_ROWS))])
        ]
        self.otherwise = OtherwiseForm(
            data, case=case, prefix=f"{prefix}-else", initial={"to": routes[-1]["to"] if routes else ""}
        )

    def is_valid(self) -> bool:
        return all(form.is_valid() for form in (*self.rows, self.otherwise))

    def content(self) -> str | list[dict]:
        """What was typed, as the format has it."""
        routes = [*self.kept, *(route for row in self.rows if (route := row.route()))]
        target = self.otherwise.cleaned_data["to"]
        return [*routes, {"to": target}] if routes else target


def _initial(route: dict) -> dict:
    ((state, want),) = route["when"].items()
    if not isinstance(want, dict):
        return {"state": state, "is_": "yes" if want else "no", "to": route["to"]}
    relation = "gte" if "gte" in want else "lte"
    return {"state": state, "is_": relation, "value": want[relation], "to": route["to"]}
