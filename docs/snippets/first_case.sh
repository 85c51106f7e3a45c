equipoise brief kazakhstan-2022 --as-of 2026-06-01 --out kazakhstan.html
