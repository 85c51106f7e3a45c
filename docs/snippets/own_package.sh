python own_package.py
equipoise data check --data my-package | head -n 1
equipoise state KAZ --data my-package --as-of 2026-06-01 | grep -A 2 "Land leased"
