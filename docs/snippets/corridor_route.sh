equipoise corridors route "Xi'an" Duisburg --close RUS --as-of 2026-11-01
