equipoise state UZB --as-of 2026-06-01 | head -n 24
