equipoise data build --out my-tables | grep texts
equipoise data check --data my-tables | head -n 1
