equipoise call UZB --to CSTO --to OTS --to RUS --as-of 2026-06-01
