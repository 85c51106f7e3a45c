"""Copy the data package, change one tie by way of example, and write the hash that belongs to the new file."""

import json
import shutil
from pathlib import Path

import polars as pl

from equipoise.world.package import embedded_package, file_hash

mine = Path("my-package")
shutil.copytree(embedded_package(), mine, ignore=shutil.ignore_patterns("__pycache__", "*.py"))

path = mine / "ties.parquet"
ties = pl.read_parquet(path)
better = (pl.col("iso3") == "KAZ") & (pl.col("partner") == "RUS") & (pl.col("kind") == "base_area")
value = pl.when(better).then(pl.col("value") * 0.9).otherwise(pl.col("value"))
ties.with_columns(value.alias("value")).write_parquet(path)

manifest = json.loads((mine / "datapackage.json").read_text(encoding="utf-8"))
for resource in manifest["resources"]:
    if resource["name"] == "ties":
        resource |= {"hash": f"sha256:{file_hash(path)}", "bytes": path.stat().st_size}
manifest["version"] += "+mine"
(mine / "datapackage.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
print("written", mine)
