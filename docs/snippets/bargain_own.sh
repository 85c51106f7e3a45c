equipoise bargain my_issue.yaml --draws 500 --seed 7 --chart seat.svg
