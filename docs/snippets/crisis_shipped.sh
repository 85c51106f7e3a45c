equipoise simulate kazakhstan-2022 --draws 2000 --seed 1 --if ots-clause
