import equipoise as eq

world = eq.World.load(as_of="2026-06-01")
listed = eq.measures.partner_list(world, "KAZ", "exports")
for partner, share in listed.shares.items():
    print(f"{partner} {share.value:.0f} % ({share.low} to {share.high})")
print(f"an unlisted partner has at most {listed.cap} %")
print(f"all unlisted partners together have {listed.remainder.low} to {listed.remainder.high} %")

for partners in (["CHN"], ["USA"], ["DEU", "FRA"], ["CHN", "USA"]):
    share = eq.measures.partner_share(world, "KAZ", "exports", partners)
    print(partners, share.interval, share.flags)
