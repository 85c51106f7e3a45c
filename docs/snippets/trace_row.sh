equipoise data show instruments --where org_id=CSTO --as-of 2022-01-05 --limit 1
equipoise explain instruments:cst_art4/2
