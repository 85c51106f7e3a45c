from equipoise.scenarios.verdicts import combine

cases = {
    "all hold": [(False, "holds", None), (False, "holds", None)],
    "one holds, one fails": [(False, "holds", None), (False, "fails", None)],
    "one holds, one open": [(False, "holds", None), (False, "open", None)],
    "all that answer fail": [(False, "fails", None), (False, "open", None)],
    "nothing answers": [(False, "open", None), (False, "waits", "models/crisis")],
    "a decisive one waits": [(False, "holds", None), (True, "waits", "models/crisis")],
}
for name, answers in cases.items():
    verdict, reason = combine(answers)
    print(f"{name:22} -> {verdict}: {reason}")
