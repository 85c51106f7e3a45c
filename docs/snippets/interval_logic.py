import equipoise as eq

share = eq.Interval(2.5, 48.2)
print(share.above(1), share.above(10), share.above(50))
