equipoise scenario new my-crisis
equipoise scenario check my-crisis
equipoise simulate my-crisis --draws 1000 --prior-only
