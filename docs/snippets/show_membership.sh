equipoise data show memberships --where org_id=OTS --where iso3=UZB
