equipoise data build --out my-tables | tail -n 1
equipoise data check --data my-tables | tail -n 1
