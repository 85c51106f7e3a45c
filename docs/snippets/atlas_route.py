from equipoise.models.corridors.atlas import load_atlas, shortest

atlas = load_atlas()
for closed in ([], ["RUS"], ["RUS", "AZE"], ["RUS", "AZE", "IRN", "sea"]):
    route = shortest(atlas, "Xian", "Duisburg", closed)
    label = f"closed: {', '.join(closed) or 'nothing'}"
    if route is None:
        print(f"{label}\n  no route")
        continue
    print(f"{label}\n  {route.km:,.0f} km, {route.hours / 24:.1f} days: {'-'.join(route.states)}")
    print("  " + ", ".join(f"{state} {km:,.0f}" for state, km in route.km_by_state.items()))
