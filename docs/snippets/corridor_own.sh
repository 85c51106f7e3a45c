cp -r data/curated/corridors my_layer
# A second ferry port for containers at Alat: five times the room.
sed -i 's|^alat,\(.*\),100000,100000,150000,TEU/y|alat,\1,500000,500000,500000,TEU/y|' my_layer/nodes.csv
equipoise corridors close RUS --on KAZ --draws 200 --layer my_layer --as-of 2026-11-01
