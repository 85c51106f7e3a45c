equipoise bargain my_issue.yaml --draws 500 --seed 7
equipoise bargain my_issue.yaml --draws 500 --seed 7 --out seat.svg
