equipoise explain UZB.imports.CHN --as-of 2026-06-01
