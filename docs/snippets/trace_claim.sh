equipoise explain kazakhstan-2022:k
