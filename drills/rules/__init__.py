"""The machine of a drill, plain Python: state, routes, pools, moves, scoring and the linter (the format: docs/drill-format.md)."""
