equipoise explain KAZ.arms.CHN --as-of 2026-06-01
