"""The ways on of a choice or scene as rows of selects: conditions first, "otherwise" last."""

from drills.rules.state import routes_of
from drills.workshop.forms import OtherwiseForm, RouteForm

BLANK_ROWS = 1


class RouteRows:
    """The rows of one `next`. A condition of several parts cannot be shown as selects; such a route is kept as it is."""

    def __init__(self, data, *, case: dict, following: str | list[dict], prefix: str):
        routes = routes_of(following)
        self.kept = [route for route in routes[:-1] if not fits_selects(route.get("when", {}))]
        shown = [
            condition_initial(route["when"]) | {"to": route["to"]}
            for route in routes[:-1]
            if fits_selects(route.get("when", {}))
        ]
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


def fits_selects(when: dict) -> bool:
    """Whether a condition is one part with one bound, as a row of selects can show it."""
    return len(when) == 1 and all(not isinstance(want, dict) or len(want) == 1 for want in when.values())


def condition_initial(when: dict) -> dict:
    """A condition of one part as its selects show it; empty for any other."""
    if not fits_selects(when):
        return {}
    ((state, want),) = when.items()
    if not isinstance(want, dict):
        return {"state": state, "is_": "yes" if want else "no"}
    relation = "gte" if "gte" in want else "lte"
    return {"state": state, "is_": relation, "value": want[relation]}
