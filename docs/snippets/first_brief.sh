equipoise brief UZB --as-of 2026-06-01 --out uzbekistan.html
