equipoise corridors close RUS --on KAZ,UZB,AZE --as-of 2026-11-01
