equipoise recovery --panel rescues --series arms_share --series ideal_distance
