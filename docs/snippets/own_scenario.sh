equipoise claims ./kyrgyzstan-2010
equipoise brief ./kyrgyzstan-2010 --as-of 2026-06-01 --out kyrgyzstan.html
