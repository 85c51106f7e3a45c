equipoise corridors dependence KAZ --commodity oil --as-of 2023-12-31
