equipoise state KAZ UZB --sheet indicators --as-of 2026-06-01
equipoise state KAZ --out kazakhstan.xlsx
equipoise state KAZ --sheet partners --format csv --as-of 2026-06-01 | cut -d , -f 1-4
equipoise compare KAZ UZB ARM --layer imports --out imports.parquet
equipoise state KAZ --out balance.svg
equipoise claims kazakhstan-2022 --format md | head -n 3
