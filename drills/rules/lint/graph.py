"""The graph: exhaustive exploration of (scene, state), with every set of mistakes that has an effect."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import add

from drills.rules.lint.problem import Problem
from drills.rules.play import share
from drills.rules.state import COSTS, RUBRIC, State, apply, cost, route, routes_of, time_points
from drills.scene_kinds import KINDS
from drills.scene_kinds.base import choices_shown

MAX_MINUTES = 60
MAX_NODES = 30_000
MAX_EDGES = 300_000
MAX_HEAVY_ROWS = 8

Node = tuple[str, tuple]
EARNED = tuple(name for name in RUBRIC if name != "time")


@dataclass(slots=True)
class Edge:
    """One thing a person can do at a node: where it leads, the choice if any, and the most points it can earn."""

    to: Node
    choice: dict | None
    points: tuple[int, ...]  # by EARNED
    origin: str  # the choice's id, or the scene's
    route: int


@dataclass
class Graph:
    """Every reachable node with its edges, in topological order."""

    start: Node
    edges: dict[Node, list[Edge]] = field(default_factory=dict)
    order: list[Node] = field(default_factory=list)


def node_of(scene: str, state: State) -> Node:
    """The node of `state` at `scene`; every state is a copy of the first, so the order of its names is always the same."""
    return scene, tuple(state.items())


def edges_of(scene: dict, state: State, points: dict[tuple, tuple]) -> Iterator[Edge]:
    """Everything that can be done in `scene` at `state`. `points` remembers what each move earns, whatever the state."""
    shown = choices_shown(scene, state) if "choices" in scene else [None]
    for mistakes, wrong, total in KINDS[scene["kind"]].outcomes(scene):
        middle = apply(state, scene.get("effects"), *mistakes)
        for choice in shown:
            after = apply(middle, choice["effects"]) if choice else middle
            place, to = route(choice["next"] if choice else scene["next"], after)
            origin = choice["id"] if choice else scene["id"]
            if (origin, wrong) not in points:
                rows, own = share(scene.get("score", {}), wrong, total), (choice or {}).get("points", {})
                points[origin, wrong] = tuple(rows.get(name, 0) + own.get(name, 0) for name in EARNED)
            yield Edge(node_of(to, after), choice, points[origin, wrong], origin, place)


def explore(case: dict) -> tuple[Graph | None, list[Problem]]:
    """The whole graph and what is wrong with it. No graph where the walk had to stop."""
    for scene in case["scenes"]:
        part = KINDS[scene["kind"]].rows
        if part and sum(bool(row.get("if_wrong")) for row in scene[part.name]) > MAX_HEAVY_ROWS:
            return None, [Problem("too_many_heavy_rows", scene=scene["id"], params={"count": MAX_HEAVY_ROWS})]
    graph, stopped = _walk(case)
    return (None, [stopped]) if stopped else (graph, list(_coverage(case, graph)))


def _walk(case: dict) -> tuple[Graph, Problem | None]:
    """Depth first, so that a loop in the state graph is seen; back into open scenes first, so that it is seen soon."""
    scenes = {scene["id"]: scene for scene in case["scenes"]}
    graph = Graph(node_of(case["start"], case["initial"]))
    open_nodes: set[Node] = set()
    open_scenes: Counter = Counter()
    points: dict[tuple, tuple] = {}
    edge_count = 0
    stack = [(graph.start, None)]
    while stack:
        node, children = stack.pop()
        if children is None:
            if node in graph.edges:
                continue
            scene, state = scenes.get(node[0]), dict(node[1])
            if state["minutes"] > MAX_MINUTES:
                return graph, Problem("endless_loop", scene=node[0])
            if len(graph.edges) >= MAX_NODES or edge_count >= MAX_EDGES:
                return graph, Problem("too_large", params={"count": MAX_NODES})
            graph.edges[node] = list(edges_of(scene, state, points)) if scene else []
            edge_count += len(graph.edges[node])
            if scene and not graph.edges[node]:
                return graph, Problem("dead_end", scene=node[0])
            open_nodes.add(node)
            open_scenes[node[0]] += 1
            children = iter(sorted(graph.edges[node], key=lambda edge: not open_scenes[edge.to[0]]))
        for edge in children:
            if edge.to in open_nodes:
                return graph, Problem("endless_loop", scene=edge.to[0])
            if edge.to not in graph.edges:
                stack += [(node, children), (edge.to, None)]
                break
        else:
            open_nodes.discard(node)
            open_scenes[node[0]] -= 1
            graph.order.append(node)
    graph.order.reverse()
    return graph, None


def _coverage(case: dict, graph: Graph) -> Iterator[Problem]:
    seen = {node[0] for node in graph.edges}
    taken = {(edge.origin, edge.route) for edges in graph.edges.values() for edge in edges}
    origins = {origin for origin, _ in taken}
    few = {
        node[0]
        for node, edges in graph.edges.items()
        if edges and edges[0].choice and len({edge.origin for edge in edges}) < 2
    }
    for one in (*case["scenes"], *case["endings"]):
        if one["id"] not in seen:
            yield Problem("unreachable", scene=one["id"])
    for scene in case["scenes"]:
        if scene["id"] not in seen:
            continue
        if scene["id"] in few:
            yield Problem("too_few_choices", scene=scene["id"])
        for holder in scene.get("choices", [scene]):
            row = holder["id"] if holder is not scene else ""
            if holder["id"] not in origins:
                yield Problem("choice_never_shown", scene=scene["id"], row=row)
                continue
            for place, one in enumerate(routes_of(holder["next"])):
                if (holder["id"], place) not in taken:
                    yield Problem("route_never_taken", scene=scene["id"], row=row, params={"to": one["to"]})


def loop_problems(case: dict) -> list[Problem]:
    """Loops through moves that cost neither minutes nor trips nor legal errors."""
    free: dict[str, set[str]] = defaultdict(set)
    for scene in case["scenes"]:
        for holder in scene.get("choices", [scene]):
            parts = [scene.get("effects") or {}] + ([holder["effects"]] if holder is not scene else [])
            if not any(part.get(key, 0) for part in parts for key in COSTS):
                free[scene["id"]] |= {one["to"] for one in routes_of(holder["next"])}
    return [Problem("free_loop", scene=name) for name in sorted(free) if _comes_back(name, free)]


def _comes_back(name: str, free: dict[str, set[str]]) -> bool:
    seen, waiting = set(), list(free.get(name, ()))
    while waiting:
        here = waiting.pop()
        if here == name:
            return True
        if here not in seen:
            seen.add(here)
            waiting += free.get(here, ())
    return False


def red_line_problems(case: dict, graph: Graph) -> list[Problem]:
    """Red lines reach only red-line endings, and nothing else reaches those."""
    red = {ending["id"] for ending in case["endings"] if ending["verdict"] == "red_line"}
    endings = {ending["id"] for ending in case["endings"]}
    ends: dict[Node, set[str]] = {}
    for node in reversed(graph.order):
        ends[node] = {node[0]} if node[0] in endings else set().union(*(ends[edge.to] for edge in graph.edges[node]))
    clean, found = {graph.start}, {}
    for node in graph.order:
        for edge in graph.edges[node]:
            if edge.choice and edge.choice["verdict"] == "red_line":
                if not ends[edge.to] <= red:
                    found[edge.choice["id"]] = Problem("red_line_escapes", scene=node[0], row=edge.choice["id"])
            elif node in clean:
                clean.add(edge.to)
    for name in sorted({node[0] for node in clean} & red):
        found[name] = Problem("red_ending_without_line", scene=name)
    return list(found.values())


def figure_problems(case: dict, graph: Graph, expert_cost: tuple) -> list[Problem]:
    """Costs and points over all paths. Points are additive, so longest-path sums over the graph are exact."""
    endings = {ending["id"]: ending["verdict"] for ending in case["endings"]}
    best, ways, tops = {graph.start: 0}, Counter({graph.start: 1}), {graph.start: (0,) * len(EARNED)}
    costs, found = Counter(), {}
    for node in graph.order:
        if node[0] in endings:
            state = dict(node[1])
            costs[cost(state)] += ways[node]
            total = best[node] + time_points(state["minutes"], case["target_minutes"])
            if endings[node[0]] != "excellent" and total >= 100:
                found[node[0]] = Problem("full_marks_elsewhere", scene=node[0])
        for edge in graph.edges[node]:
            ways[edge.to] += ways[node]
            best[edge.to] = max(best.get(edge.to, 0), best[node] + sum(edge.points))
            earned = tuple(map(add, tops[node], edge.points))
            tops[edge.to] = tuple(map(max, tops[edge.to], earned)) if edge.to in tops else earned
    for name, highest in zip(EARNED, map(max, zip(*tops.values(), strict=True)), strict=True):
        if highest > RUBRIC[name]:
            params = {"name": name, "points": highest, "full": RUBRIC[name]}
            found[name] = Problem("above_full_mark", params=params)
    cheapest = min(costs)
    if expert_cost != cheapest:
        found["cost"] = Problem("expert_not_cheapest", params={"cost": cheapest, "expert": expert_cost})
    elif costs[cheapest] > 1:
        found["cost"] = Problem("expert_not_alone", params={"count": costs[cheapest]}, blocks=False)
    return list(found.values())
