"""The machine of a drill, plain Python: state, routes, pools, moves, scoring and the linter (docs of the format: FORMAT)."""
